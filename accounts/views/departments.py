"""Departments: who works where (all staff), and setting them up (administrators)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import departments as do
from accounts.actions import memberships
from accounts.actions import shadow as learning
from accounts.away import away_now, away_words
from accounts.errors import NotPossible
from accounts.forms import DepartmentForm, GrantMemberForm, NewDepartmentForm, ShadowForm
from accounts.models import Department, Membership
from accounts.panels import panels_of
from accounts.permissions import may, require
from accounts.views.common import View, act, first_error, form_page, member_of, page


@page
def departments(request: HttpRequest) -> HttpResponse:
    """The departments that exist for this member, with who works there."""
    staff = Membership.objects.filter(member__is_active=True).select_related("member").order_by("member__name")
    found = Department.objects.visible_to(member_of(request)).prefetch_related(Prefetch("memberships", staff))
    context = {
        "active": [item for item in found if item.is_active],
        "archived": [item for item in found if not item.is_active],
    }
    return render(request, "accounts/departments.html", context)


@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new department."""
    require(member_of(request), "department.create")
    form = NewDepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            department = do.create(by=member_of(request), **form.cleaned_data)
        except NotPossible as error:
            form.add_error("name", str(error))
        else:
            says = _("%(department)s was created. Now say who works there.")
            messages.success(request, says % {"department": department})
            return redirect("accounts:department", department.slug)
    return render(request, "accounts/department_new.html", {"form": form})


@form_page
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works there as what; for administrators with everything they may set. POST renames."""
    found = _visible(request, slug)
    may_change = may(member_of(request), "department.change", found)
    form = DepartmentForm(request.POST or None, instance=_visible(request, slug)) if may_change else None
    if request.method == "POST":
        require(member_of(request), "department.change", found)
        if form is not None and form.is_valid():
            do.change(found, by=member_of(request), **form.cleaned_data)
            messages.success(request, _("%(department)s was changed.") % {"department": form.cleaned_data["name"]})
            return redirect("accounts:department", slug)
    rows = found.memberships.filter(member__is_active=True).select_related("member", "shadow_of")
    staff = list(rows.order_by("member__name"))
    away = away_now(among=[place.member_id for place in staff])
    context = {
        "department": found,
        "form": form,
        "panels": panels_of(found, member_of(request)),
        "staff": staff,
        "away": {member: away_words(absence) for member, absence in away.items()},
        "shadow_form": ShadowForm(department=found) if may(member_of(request), "membership.shadow", found) else None,
        "grant_form": GrantMemberForm(department=found, auto_id="grant_%s") if may_change else None,
    }
    return render(request, "accounts/department.html", context)


@act
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role here, or another one."""
    found = _visible(request, slug)
    require(member_of(request), "membership.grant", found)
    form = GrantMemberForm(request.POST, department=found)
    if form.is_valid():
        somebody = form.cleaned_data["member"]
        memberships.grant(somebody, department=found, role=form.role_chosen(), by=member_of(request))
        says = _("%(member)s works in %(department)s.") % {"member": somebody, "department": found}
        messages.success(request, says)
    else:
        messages.error(request, first_error(form))
    return redirect("accounts:department", slug)


@act
def revoke(request: HttpRequest, slug: str, membership: int) -> HttpResponse:
    """Take somebody out of the department."""
    place = _visible(request, slug)
    require(member_of(request), "membership.revoke", place)
    found = get_object_or_404(place.memberships.select_related("member"), pk=membership)
    memberships.revoke(found, by=member_of(request))
    says = _("%(member)s no longer works in %(department)s.") % {"member": found.member, "department": place}
    messages.success(request, says)
    return redirect("accounts:department", slug)


@act
def shadow(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody of another department learn here for a time."""
    found = _visible(request, slug)
    require(member_of(request), "membership.shadow", found)
    form = ShadowForm(request.POST, department=found)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("accounts:department", slug)
    chosen = form.cleaned_data
    try:
        learning.shadow(
            chosen["member"], of=chosen["of"], department=found, until=chosen["until"], by=member_of(request)
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        says = _("%(member)s learns in %(department)s as the shadow of %(of)s.")
        messages.success(request, says % {"member": chosen["member"], "department": found, "of": chosen["of"]})
    return redirect("accounts:department", slug)


@act
def unshadow(request: HttpRequest, slug: str, membership: int) -> HttpResponse:
    """End that before its time."""
    place = _visible(request, slug)
    require(member_of(request), "membership.unshadow", place)
    found = get_object_or_404(place.memberships.select_related("member", "department"), pk=membership)
    try:
        learning.unshadow(found, by=member_of(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        says = _("%(member)s no longer learns in %(department)s.") % {"member": found.member, "department": place}
        messages.success(request, says)
    return redirect("accounts:department", slug)


def _setting(verb: str, change: Callable[..., Department], says: Any) -> View:
    @act
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        found = _visible(request, slug)
        require(member_of(request), verb, found)
        try:
            change(found, by=member_of(request))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(says) % {"department": found})
        return redirect("accounts:department", slug)

    return view


close = _setting(
    "department.close",
    do.close,
    gettext_lazy("%(department)s is closed: its conversations exist for its members only."),
)
open_up = _setting(
    "department.open",
    do.open_up,
    gettext_lazy("%(department)s is open: all staff may read its conversations, private messages aside."),
)
require_lead = _setting(
    "department.require_lead",
    do.require_lead,
    gettext_lazy("Every reply of %(department)s needs one of its leads from now on."),
)
waive_lead = _setting(
    "department.waive_lead",
    do.waive_lead,
    gettext_lazy("%(department)s sends without its leads again, as far as no policy asks for somebody."),
)
archive = _setting("department.archive", do.archive, gettext_lazy("%(department)s is archived."))
restore = _setting("department.restore", do.restore, gettext_lazy("%(department)s is in use again."))


def _visible(request: HttpRequest, slug: str) -> Department:
    found: Department = get_object_or_404(Department.objects.visible_to(member_of(request)), slug=slug)
    return found
