"""One's own settings."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions import profile as do
from accounts.forms import ProfileForm
from accounts.models import Member
from accounts.views.common import act, form_page, member_of


@form_page
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone, language and ways of working; POST changes them."""
    member = member_of(request)
    form = ProfileForm(request.POST or None, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        do.change(member, by=member, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        response = redirect("accounts:profile")
        for chosen_here in ("theme", "density", "keys"):
            response.delete_cookie(chosen_here)
        return response
    context = {
        "form": form,
        "has_second_factor": Authenticator.objects.filter(user=member).exists(),
        "places": member.memberships.select_related("department", "shadow_of"),
    }
    return render(request, "accounts/profile.html", context)


@act
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions, this one too."""
    member = member_of(request)
    do.sign_out_everywhere(member, by=member)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")
