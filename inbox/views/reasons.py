"""The console's page about requests: the reasons, and what each department agreed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions import desk as desks
from inbox.actions import reason as do
from inbox.forms_escalations import DeskForm, ReasonForm
from inbox.models import Desk, Reason
from inbox.models.escalation import ACKNOWLEDGE_MINUTES
from inbox.views.answers import attempt, member_of

type View = Callable[..., HttpResponse]


@login_required
@require_safe
def reasons(request: HttpRequest) -> HttpResponse:
    """Both lists."""
    require(member_of(request), "reason.change")
    agreed = {desk.department_id: desk for desk in Desk.objects.all()}
    departments = list(Department.objects.active())
    rows = [(department, agreed.get(department.pk) or Desk(department=department)) for department in departments]
    context = {
        "reasons": Reason.objects.all(),
        "desks": rows,
        "people": Member.objects.active().order_by("name"),
        "departments": departments,
        "usual": ACKNOWLEDGE_MINUTES,
    }
    return render(request, "inbox/escalations/console.html", context)


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new reason."""
    require(member_of(request), "reason.create")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason a name."))
    elif attempt(request, lambda: do.create(name=form.cleaned_data["name"], by=member_of(request))):
        messages.success(request, _("It can be chosen from now on."))
    return redirect("inbox:reasons")


@login_required
@require_POST
def change(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Another name."""
    require(member_of(request), "reason.change")
    found, form = get_object_or_404(Reason, pk=reason_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason a name."))
    elif attempt(request, lambda: do.change(found, name=form.cleaned_data["name"], by=member_of(request))):
        messages.success(request, _("The reason is called so now."))
    return redirect("inbox:reasons")


def _act(verb: str, act: Callable[..., Reason], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, reason_id: int) -> HttpResponse:
        require(member_of(request), verb)
        found = get_object_or_404(Reason, pk=reason_id)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"reason": found})
        return redirect("inbox:reasons")

    return cast(View, view)


archive = _act("reason.archive", do.archive, gettext_lazy("“%(reason)s” is not offered any more."))
restore = _act("reason.restore", do.restore, gettext_lazy("“%(reason)s” is offered again."))


@login_required
@require_POST
def desk(request: HttpRequest, department_id: int) -> HttpResponse:
    """How soon a department accepts, and who steps in."""
    found = get_object_or_404(Department, pk=department_id)
    require(member_of(request), "desk.change", found)
    form = DeskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("inbox:reasons")
    other = form.cleaned_data["fallback"]
    wanted = {
        "acknowledge_minutes": form.cleaned_data["acknowledge_minutes"],
        "fallback_member": other if isinstance(other, Member) else None,
        "fallback_department": other if isinstance(other, Department) else None,
    }
    if attempt(request, lambda: desks.change(found, by=member_of(request), **wanted)):
        messages.success(
            request, _("Agreed for %(department)s, for what is asked from now on.") % {"department": found}
        )
    return redirect("inbox:reasons")
