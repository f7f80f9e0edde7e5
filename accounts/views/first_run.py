"""The first steps of a fresh instance: an administrator, departments, a channel."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import departments
from accounts.actions.first_run import set_up
from accounts.actors import DOOR
from accounts.first_run import is_fresh, may_set_up, setup_token
from accounts.forms import FirstRunForm, SuggestedDepartments
from accounts.models import Department
from accounts.permissions import require
from accounts.views.common import form_page, member_of, page, sign_in

TOKEN = "setup_token"  # noqa: S105


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Step 1, the first administrator; this page does not exist once there is a member."""
    if not is_fresh():
        raise Http404
    given = request.GET.get("token") or request.session.get(TOKEN, "")
    token = setup_token(settings.SETUP_TOKEN, settings.SECRET_KEY)
    if not may_set_up(request.META, here_only=settings.DEMO_LOGINS_ALLOWED, given=given, token=token):
        return render(request, "accounts/welcome_elsewhere.html", status=403)
    if "token" in request.GET:
        request.session[TOKEN] = given
        return redirect("accounts:welcome")
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sign_in(request, set_up(by=DOOR, **form.cleaned_data))
        return redirect("accounts:welcome_departments")
    return render(request, "accounts/welcome.html", {"form": form, "step": 1})


@form_page
def welcome_departments(request: HttpRequest) -> HttpResponse:
    """Step 2: tick and rename what is suggested."""
    member = member_of(request)
    require(member, "department.create")
    form = SuggestedDepartments(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for wanted in form.chosen():
                if not Department.objects.filter(name__iexact=wanted["name"]).exists():
                    departments.create(by=member, **wanted)
        return redirect("accounts:welcome_channel")
    return render(request, "accounts/welcome_departments.html", {"form": form, "step": 2})


@page
def welcome_channel(request: HttpRequest) -> HttpResponse:
    """Step 3: where to go from here."""
    require(member_of(request), "channel.connect")
    return render(request, "accounts/welcome_channel.html", {"step": 3})
