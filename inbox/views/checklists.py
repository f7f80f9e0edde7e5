"""The console's page of checklists."""

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

from accounts.permissions import require
from inbox.actions import checklist as do
from inbox.forms_forces import ChecklistForm
from inbox.models import Checklist
from inbox.views.answers import attempt, member_of

type View = Callable[..., HttpResponse]


@login_required
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    """All of them, each with its lines."""
    require(member_of(request), "checklist.change")
    return render(request, "inbox/forces/checklists.html", {"checklists": Checklist.objects.all()})


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(member_of(request), "checklist.create")
    typed = _typed(request)
    if typed and attempt(request, lambda: do.create(name=typed[0], lines=typed[1], by=member_of(request))):
        messages.success(request, _("It can be chosen from now on."))
    return redirect("inbox:checklists")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or other lines."""
    require(member_of(request), "checklist.change")
    found, typed = get_object_or_404(Checklist, pk=pk), _typed(request)
    if typed and attempt(request, lambda: do.change(found, name=typed[0], lines=typed[1], by=member_of(request))):
        messages.success(request, _("Changed, for what is opened from now on."))
    return redirect("inbox:checklists")


def _typed(request: HttpRequest) -> tuple[str, list[str]] | None:
    form = ChecklistForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["name"], form.cleaned_data["lines"].splitlines()
    messages.error(request, _("Give it a name, and at least one line."))
    return None


def _act(verb: str, act: Callable[..., Checklist], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        require(member_of(request), verb)
        found = get_object_or_404(Checklist, pk=pk)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"name": found})
        return redirect("inbox:checklists")

    return cast(View, view)


archive = _act("checklist.archive", do.archive, gettext_lazy("“%(name)s” is not offered any more."))
restore = _act("checklist.restore", do.restore, gettext_lazy("“%(name)s” is offered again."))
