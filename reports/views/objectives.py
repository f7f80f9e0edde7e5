"""Objectives: all that one may read, each with its weeks, set and dropped by leads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.models import Department, Member
from accounts.permissions import may, require
from inbox.views.answers import attempt, member_of, say
from reports.actions import objective as do
from reports.forms import ObjectiveForm
from reports.metrics.catalogue import METRICS
from reports.models import Objective
from reports.objectives import aim, aims, weekly
from reports.presenters.objectives import chart, week_rows
from reports.scope import readable
from reports.targets import typed


@login_required
@never_cache
@require_safe
def objectives(request: HttpRequest) -> HttpResponse:
    """Those that stand, the first due first."""
    member = member_of(request)
    found = aims(Objective.objects.visible_to(member).standing(), member)
    context = {"aims": found, "may_set": _leads(member).exists()}
    return render(request, "reports/objectives.html", context)


@login_required
@never_cache
@require_safe
def objective(request: HttpRequest, objective_id: int) -> HttpResponse:
    """One of them, week by week."""
    member = member_of(request)
    row = _found(member, objective_id)
    weeks = weekly(row, member)
    context = {
        "aim": aim(row, member),
        "definition": METRICS[row.metric].definition,
        "chart": chart(row, weeks),
        "weeks": week_rows(row, weeks),
        "may_change": may(member, "objective.change", row),
    }
    return render(request, "reports/objective.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one, for a department that one leads."""
    member = member_of(request)
    require(member, "objective.set")
    places = _leads(member)
    form = ObjectiveForm(request.POST if request.method == "POST" else None, departments=places)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.set_objective(by=member, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The objective is set; it is in the weekly brief, too."))
            return redirect("reports:objective", made.pk)
    return render(request, "reports/objective_form.html", {"form": form, "row": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Another target, day or reason."""
    member = member_of(request)
    row = _found(member, objective_id)
    require(member, "objective.change", row)
    places: QuerySet[Department] = Department.objects.filter(pk=row.department_id)
    shown = typed(row.target, METRICS[row.metric].unit)
    form = ObjectiveForm.of(row, shown, places)
    if request.method == "POST":
        typed_in = request.POST.copy()
        typed_in["department"], typed_in["metric"] = str(row.department_id), row.metric
        form = ObjectiveForm(typed_in, departments=places)
        if form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in ("target", "due_on", "note")}
            if attempt(request, lambda: do.change(row, by=member, **wanted)):
                messages.success(request, _("The objective is changed; where it began stays."))
                return redirect("reports:objective", row.pk)
    return render(request, "reports/objective_form.html", {"form": form, "row": row})


@login_required
@require_POST
def drop(request: HttpRequest, objective_id: int) -> HttpResponse:
    """It is wanted no more; the toast takes that back."""
    row = _found(member_of(request), objective_id)
    if attempt(request, lambda: do.drop(row, by=member_of(request))):
        say(request, _("The objective was dropped; nothing is lost, and its page can restore it."))
    return redirect("reports:objective", row.pk)


@login_required
@require_POST
def restore(request: HttpRequest, objective_id: int) -> HttpResponse:
    """It is wanted after all."""
    row = _found(member_of(request), objective_id)
    if attempt(request, lambda: do.restore(row, by=member_of(request))):
        messages.success(request, _("The objective stands again."))
    return redirect("reports:objective", row.pk)


def _found(member: Member, objective_id: int) -> Objective:
    rows = Objective.objects.visible_to(member).select_related("department", "set_by")
    return get_object_or_404(rows, pk=objective_id)


def _leads(member: Member) -> QuerySet[Department]:
    """The departments for which they may set one."""
    places = [one.pk for one in readable(member) if may(member, "objective.set", one)]
    return Department.objects.filter(pk__in=places, is_active=True)
