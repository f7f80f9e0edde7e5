"""Inviting somebody, and the page that the invited person opens."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import invitations as do
from accounts.actors import DOOR
from accounts.errors import NotPossible
from accounts.forms import AcceptForm, InviteForm
from accounts.mail import has_server
from accounts.models import Department, Invitation
from accounts.permissions import require
from accounts.views.common import act, form_page, member_of, sign_in


@form_page
def invite(request: HttpRequest) -> HttpResponse:
    """Name, address and places of a new member; POST mails the link."""
    require(member_of(request), "member.invite")
    form = InviteForm(request.POST or None, departments=list(Department.objects.active()))
    if request.method == "POST" and form.is_valid():
        name, email = form.cleaned_data["name"], form.cleaned_data["email"]
        is_administrator = form.cleaned_data["is_administrator"]
        try:
            do.invite(
                email=email, name=name, roles=form.roles(), is_administrator=is_administrator, by=member_of(request)
            )
        except NotPossible as refusal:
            form.add_error("email", str(refusal))
        else:
            _say_invited(request, name)
            return redirect(_people_invited())
    return render(request, "accounts/invite.html", {"form": form, "has_server": has_server()})


@act
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a fresh link."""
    require(member_of(request), "invitation.resend")
    invitation = do.resend(get_object_or_404(Invitation, pk=pk), by=member_of(request))
    _say_invited(request, invitation.name)
    return redirect(_people_invited())


@act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link worthless."""
    require(member_of(request), "invitation.withdraw")
    invitation = do.withdraw(get_object_or_404(Invitation, pk=pk), by=member_of(request))
    messages.success(request, _("The invitation of %(name)s was withdrawn.") % {"name": invitation.name})
    return redirect(_people_invited())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link opens: GET only shows (scanners of mails open links too), POST makes the member."""
    invitation = Invitation.objects.with_secret(secret)
    if invitation is None or not invitation.is_open:
        gone = HTTPStatus.NOT_FOUND if invitation is None else HTTPStatus.GONE
        return render(request, "accounts/invitation_gone.html", {"invitation": invitation}, status=gone)
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        member = do.accept(invitation, by=DOOR, **form.cleaned_data)
        sign_in(request, member)
        messages.success(request, _("Welcome, %(name)s.") % {"name": member.name})
        return redirect("/")
    context = {
        "form": form,
        "invitation": invitation,
        "places": Department.objects.active().filter(pk__in=invitation.grants),
    }
    return render(request, "accounts/accept.html", context)


def _say_invited(request: HttpRequest, name: str) -> None:
    if has_server():
        messages.success(request, _("%(name)s was sent a link that is good for 7 days.") % {"name": name})
    else:
        says = _("The link for %(name)s lies in the outbox, since no mail server is set. It is good for 7 days.")
        messages.success(request, says % {"name": name})


def _people_invited() -> str:
    return f"{reverse('accounts:people')}?show=invited"
