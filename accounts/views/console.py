"""The administration home, the outbox, and the door to Django's own admin."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import outbox as do
from accounts.mail import has_server
from accounts.models import Department, Invitation, Mail, Member
from accounts.permissions import require
from accounts.views.common import member_of, page


@page
def console(request: HttpRequest) -> HttpResponse:
    """Everything an administrator sets up, with how many there are."""
    require(member_of(request), "member.change")
    context = {
        "people": Member.objects.active().filter(is_program=False).count(),
        "invited": Invitation.objects.unsettled().count(),
        "departments": Department.objects.active().count(),
        "has_server": has_server(),
    }
    return render(request, "accounts/console.html", context)


@page
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails that could not leave, newest first; their texts one by one only."""
    require(member_of(request), "mail.read")
    mails = Paginator(Mail.objects.defer("body", "html"), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/outbox.html", {"mails": mails, "has_server": has_server()})


@page
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail in full; reading it is journalled."""
    require(member_of(request), "mail.read")
    found = do.read(get_object_or_404(Mail, pk=pk), by=member_of(request))
    return render(request, "accounts/mail.html", {"mail": found})


@require_safe
def data_sign_in(request: HttpRequest) -> HttpResponse:
    """Django's admin has no sign-in of its own: strangers go to ours, members without the right to 403."""
    home = reverse("admin:index")
    if not request.user.is_authenticated:
        query = urlencode({"next": request.GET.get("next", home)})
        return redirect(f"{reverse('account_login')}?{query}")
    require(member_of(request), "member.change")
    return redirect(home)
