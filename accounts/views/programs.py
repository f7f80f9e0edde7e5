"""Programs of the organisation, and every token there is: administrators' matter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions import programs as do
from accounts.actions import tokens as tokening
from accounts.errors import Refused
from accounts.forms import GrantDepartmentForm, GrantForm
from accounts.forms_tokens import ProgramForm, RotateForm, TokenForm
from accounts.models import Department, Member, Token
from accounts.permissions import require
from accounts.views.common import act, first_error, form_page, member_of


@form_page
def programs(request: HttpRequest) -> HttpResponse:
    """All programs and all members' tokens; POST makes a program."""
    require(member_of(request), "program.create")
    form = ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(by=member_of(request), name=form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("accounts:program", made.pk)
    rows = Member.objects.filter(is_program=True).prefetch_related("memberships__department", "tokens")
    others = Token.objects.usable().filter(member__is_program=False).select_related("member")
    return render(request, "accounts/programs.html", {"programs": rows, "others": others, "form": form})


@form_page
def program(request: HttpRequest, pk: int) -> HttpResponse:
    """One program: where it works, and its tokens; POST issues one and shows its secret, this once."""
    require(member_of(request), "program.issue")
    found = _program(pk)
    form = TokenForm(request.POST or None, places=Department.objects.active())
    if request.method == "POST" and form.is_valid():
        try:
            made = do.issue(found, by=member_of(request), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _shown(request, found, TokenForm(places=Department.objects.active()), made)
    return _shown(request, found, form)


@act
def rotate(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """A new secret in the place of the old one."""
    require(member_of(request), "program.rotate")
    found, form = _program(pk), RotateForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("accounts:program", pk)
    row = get_object_or_404(Token, pk=token, member=found)
    made = do.rotate(row, overlap=form.overlap(), by=member_of(request))
    return _shown(request, found, TokenForm(places=Department.objects.active()), made)


@act
def withdraw(request: HttpRequest, token: int) -> HttpResponse:
    """End a token, a program's or a member's."""
    require(member_of(request), "token.withdraw")
    row = tokening.withdraw(get_object_or_404(Token, pk=token), by=member_of(request))
    messages.success(request, _("“%(token)s” opens nothing any more.") % {"token": row})
    return redirect("accounts:program", row.member_id) if row.member.is_program else redirect("accounts:programs")


def _program(pk: int) -> Member:
    return get_object_or_404(Member, pk=pk, is_program=True)


def _shown(request: HttpRequest, found: Member, form: TokenForm, made: tuple[Token, str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "program": found,
        "form": form,
        "made": made,
        "tokens": found.tokens.prefetch_related("departments"),
        "places": found.memberships.select_related("department"),
        "grant_form": GrantDepartmentForm(auto_id="grant_%s"),
        "role_form": GrantForm,
        "rotate_form": RotateForm(),
    }
    response = render(request, "accounts/program.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
