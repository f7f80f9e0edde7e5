"""Tokens of one's own: made, replaced and revoked; a secret is shown once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions import tokens as do
from accounts.errors import Refused
from accounts.forms_tokens import RotateForm, TokenForm
from accounts.models import Department, Token
from accounts.views.common import act, first_error, form_page, member_of


@form_page
def tokens(request: HttpRequest) -> HttpResponse:
    """Those there are; POST makes another and shows its secret, this once."""
    member = member_of(request)
    form = TokenForm(request.POST or None, places=Department.objects.visible_to(member).active())
    if request.method == "POST" and form.is_valid():
        try:
            made = do.issue(by=member, **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            fresh = TokenForm(places=Department.objects.visible_to(member).active())
            return _shown(request, fresh, made)
    return _shown(request, form)


@act
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret in the place of the old one."""
    member, form = member_of(request), RotateForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("accounts:tokens")
    made = do.rotate(_own(request, pk), overlap=form.overlap(), by=member)
    return _shown(request, TokenForm(places=Department.objects.visible_to(member).active()), made)


@act
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """It opens nothing from now on."""
    token = do.revoke(_own(request, pk), by=member_of(request))
    messages.success(request, _("“%(token)s” opens nothing any more.") % {"token": token})
    return redirect("accounts:tokens")


def _own(request: HttpRequest, pk: int) -> Token:
    """One's own; others' do not exist."""
    found = Token.objects.filter(pk=pk, member=member_of(request)).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, form: TokenForm, made: tuple[Token, str] | None = None) -> HttpResponse:
    own = Token.objects.filter(member=member_of(request)).prefetch_related("departments")
    context: dict[str, Any] = {"form": form, "tokens": own, "rotate_form": RotateForm(), "made": made}
    response = render(request, "accounts/tokens.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
