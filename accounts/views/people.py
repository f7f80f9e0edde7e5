"""Administrators: who there is, what they may do, who may sign in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions import memberships
from accounts.actions import people as do
from accounts.errors import NotPossible
from accounts.forms import GrantDepartmentForm, GrantForm, MemberForm
from accounts.models import Department, Invitation, Member, Membership
from accounts.permissions import require
from accounts.views.common import act, first_error, form_page, member_of, page

SHOWN = ("active", "invited", "inactive")


@page
def people(request: HttpRequest) -> HttpResponse:
    """Everybody: active members, open invitations, former members."""
    require(member_of(request), "member.change")
    shown = request.GET.get("show", "active")
    with_places = Prefetch("memberships", Membership.objects.select_related("department"))
    found = Member.objects.filter(is_program=False).prefetch_related(with_places)
    context = {
        "shown": shown if shown in SHOWN else "active",
        "active": found.filter(is_active=True),
        "inactive": found.filter(is_active=False),
        "invitations": Invitation.objects.unsettled().select_related("invited_by"),
        "names": {str(item.pk): item for item in Department.objects.all()},
    }
    return render(request, "accounts/people.html", context)


@form_page
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One member, with everything an administrator may do about them; POST changes name and address."""
    require(member_of(request), "member.change")
    member = get_object_or_404(Member, pk=pk)
    form = MemberForm(request.POST or None, instance=Member.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            do.change(member, by=member_of(request), **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s was changed.") % {"member": form.cleaned_data["name"]})
            return redirect("accounts:person", pk)
    context = {
        "person": member,
        "form": form,
        "grant_form": GrantDepartmentForm(auto_id="grant_%s"),
        "places": member.memberships.select_related("department", "shadow_of"),
        "role_form": GrantForm,
    }
    return render(request, "accounts/person.html", context)


@act
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member a role in a department, or another one there."""
    member = get_object_or_404(Member, pk=pk)
    form = GrantDepartmentForm(request.POST)
    require(member_of(request), "membership.grant")
    if form.is_valid():
        place = form.cleaned_data["department"]
        memberships.grant(member, department=place, role=form.role_chosen(), by=member_of(request))
        says = _("%(member)s works in %(department)s.") % {"member": member, "department": place}
        messages.success(request, says)
    else:
        messages.error(request, first_error(form))
    return _places_of(member)


@act
def revoke(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Take a member out of a department."""
    require(member_of(request), "membership.revoke")
    found = get_object_or_404(Membership.objects.select_related("member", "department"), pk=membership, member=pk)
    memberships.revoke(found, by=member_of(request))
    says = _("%(member)s no longer works in %(department)s.")
    messages.success(request, says % {"member": found.member, "department": found.department})
    return _places_of(found.member)


@act
def sign_out_everywhere(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of a member."""
    require(member_of(request), "member.sign_out_everywhere")
    member = do.sign_out_everywhere(get_object_or_404(Member, pk=pk), by=member_of(request))
    messages.success(request, _("%(member)s is signed out on every device.") % {"member": member})
    return redirect("accounts:person", pk)


@act
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a former member in again."""
    require(member_of(request), "member.reactivate")
    member = do.reactivate(get_object_or_404(Member, pk=pk), by=member_of(request))
    messages.success(request, _("%(member)s may sign in again.") % {"member": member})
    return redirect("accounts:person", pk)


def _places_of(member: Member) -> HttpResponse:
    """Back to where one reads in which departments they work."""
    return redirect("accounts:program" if member.is_program else "accounts:person", member.pk)
