"""How new work finds somebody: what a department wants, and what its members know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Department
from accounts.permissions import require, roles_of
from inbox.actions import ability as abilities
from inbox.actions import placing as do
from inbox.candidates import WORKS
from inbox.forms_placing import AbilityForm, PlacingForm, SkillsForm
from inbox.models import Ability, Label, Placing
from inbox.presenters.placing import found_nobody, staff_of
from inbox.views.answers import attempt, member_of, say

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def placing(request: HttpRequest, slug: str) -> HttpResponse:
    """What the department wants, who works there, and what found nobody; POST changes the first."""
    department, member = _department(request, slug), member_of(request)
    require(member, "placing.change", department)
    found = Placing.objects.filter(department=department).first() or Placing(department=department)
    initial = {
        "way": found.way,
        "most_open": found.most_open,
        "match_language": found.match_language,
        "topics": list(found.topics.values_list("pk", flat=True)) if found.pk else [],
    }
    form = PlacingForm(request.POST or None, department=department, initial=initial)
    if _posted(request, form) and attempt(request, lambda: do.change(department, by=member, **form.cleaned_data)):
        say(request, _("New work of %(department)s finds somebody so from now on.") % {"department": department})
        return redirect("inbox:placing", slug)
    context = {
        "department": department,
        "form": form,
        "staff": staff_of(department, found),
        "waiting": found_nobody(department, member),
    }
    return render(request, "inbox/placing/placing.html", context)


@login_required
@require_http_methods(METHODS)
def ability(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a colleague knows and can carry, as a lead says it."""
    department, member = _department(request, slug), member_of(request)
    require(member, "ability.assess", department)
    staff = department.memberships.filter(member__is_active=True, role__in=WORKS).select_related("member", "department")
    membership = get_object_or_404(staff, member=pk)
    known = Ability.objects.filter(member=pk).first() or Ability()
    offered = list(Label.objects.usable_in(department.pk).values_list("pk", flat=True))
    initial = {"languages": known.languages, "topics": _topics(known), "most_open": known.most_open}
    form = AbilityForm(request.POST or None, offered=offered, initial=initial)
    if _posted(request, form) and attempt(
        request, lambda: abilities.assess(membership, by=member, **form.cleaned_data)
    ):
        say(request, _("Kept what %(member)s knows.") % {"member": membership.member})
        return redirect("inbox:placing", slug)
    context = {"department": department, "person": membership.member, "form": form}
    return render(request, "inbox/placing/ability.html", context)


@login_required
@require_http_methods(METHODS)
def skills(request: HttpRequest) -> HttpResponse:
    """What one knows oneself."""
    member = member_of(request)
    known = Ability.objects.filter(member=member).first() or Ability()
    asked = Placing.topics.through.objects.filter(placing__department__in=list(roles_of(member)))
    wanted = {*asked.values_list("label_id", flat=True), *_topics(known)}
    offered = Label.objects.visible_to(member).filter(pk__in=wanted).values_list("pk", flat=True)
    form = SkillsForm(
        request.POST or None, offered=offered, initial={"languages": known.languages, "topics": _topics(known)}
    )
    if _posted(request, form) and attempt(request, lambda: abilities.change(member, by=member, **form.cleaned_data)):
        say(request, _("Your settings are saved."))
        return redirect("inbox:skills")
    return render(request, "inbox/placing/skills.html", {"form": form, "most_open": known.most_open})


def _posted(request: HttpRequest, form: Form) -> bool:
    return request.method == "POST" and form.is_valid()


def _department(request: HttpRequest, slug: str) -> Department:
    found: Department = get_object_or_404(Department.objects.visible_to(member_of(request)).active(), slug=slug)
    return found


def _topics(known: Ability) -> list[int]:
    return list(known.topics.values_list("pk", flat=True)) if known.pk else []
