"""Working hours in the console: each with its week and the days that come."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import member_of
from routing.actions import calendar as do
from routing.forms import CalendarForm
from routing.models import WorkCalendar
from routing.presenters import calendar_row, calendar_rows


@login_required
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """All of them."""
    require(member_of(request), "calendar.change")
    return render(request, "routing/calendars.html", {"calendars": calendar_rows()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one, in the zone of whoever makes it."""
    member = member_of(request)
    require(member, "calendar.create")
    form = CalendarForm(request.POST) if request.method == "POST" else CalendarForm(initial={"zone": member.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(by=member, **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(calendar)s” can be used by policies now.") % {"calendar": made})
            return redirect("routing:calendars")
    return render(request, "routing/calendar.html", {"form": form, "calendar": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Its week, its holidays, and days of its own."""
    require(member_of(request), "calendar.change")
    found = get_object_or_404(WorkCalendar, pk=calendar_id)
    form = CalendarForm(request.POST) if request.method == "POST" else CalendarForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            done = do.change(found, by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(calendar)s” holds from now on.") % {"calendar": done})
            return redirect("routing:calendars")
    return render(request, "routing/calendar.html", {"form": form, "calendar": found, "row": calendar_row(found)})
