"""The roster: weeks beside channels, one week of one channel, and the acts on both."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.models import Department
from accounts.permissions import may, require
from inbox.actions import need
from inbox.actions import roster as do
from inbox.forms_roster import NeedsForm, People, ShiftForm, first_sentence
from inbox.models import RosterEntry, RosterNeed
from inbox.presenters.places import departments_of, visible_channels
from inbox.presenters.roster import roster_rows
from inbox.presenters.staffing import week_name, week_title
from inbox.rostering import may_plan
from inbox.staffing import WEEK, Span, monday_of, week_of
from inbox.views.answers import attempt, member_of
from inbox.views.channels.common import channel_or_404

FARTHEST = 5 * 366


@login_required
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Four weeks of every channel, and what is missing in this one and the next."""
    member, today = member_of(request), timezone.localdate()
    first = monday_of(_day(request.GET.get("week", ""), today) or today)
    rows = roster_rows(member, first)
    context = {
        "rows": rows,
        "weeks": [(week_title(week), first + n * WEEK, today in week) for n, week in _weeks(first)],
        "warned": [row for row in rows if row.warnings],
        "earlier": (first - 4 * WEEK).isoformat(),
        "later": (first + 4 * WEEK).isoformat(),
        "is_now": first == monday_of(today),
        "may_plan": any(row.may_plan for row in rows),
        "everywhere": _everywhere(request),
    }
    return render(request, "inbox/roster/roster.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, channel_id: int, monday: str) -> HttpResponse:
    """Who looks after a channel in one week; POST plans somebody."""
    member, today = member_of(request), timezone.localdate()
    channel, first = channel_or_404(request, channel_id), _day(monday, today)
    if first is None or first != monday_of(first):
        raise Http404
    (row,) = roster_rows(member, first, weeks=1, channel=channel)
    span = week_of(first)
    form = shifts = None
    if row.may_plan and span.last >= today:
        people = People(channel, departments_of(member))
        form = ShiftForm(people, span, request.POST or None)
        shifts = [(one, ShiftForm(people, span, entry=one.entry)) for one in row.cells[0].shifts]
    if request.method == "POST":
        if not row.may_plan:
            require(member, "roster.plan", channel)
        if form is not None and form.is_valid():
            try:
                made = do.plan(channel, by=member, **form.cleaned_data)
            except NotPossible as error:
                form.add_error(None, str(error))
            else:
                told = {"member": made.liaison, "channel": channel}
                messages.success(request, _("%(member)s is on the roster of %(channel)s.") % told)
                return redirect("inbox:roster_week", channel.pk, monday)
    context = {
        "channel": channel,
        "row": row,
        "cell": row.cells[0],
        "form": form,
        "shifts": shifts,
        "monday": first,
        "name": week_name(first, today),
        "earlier": (first - WEEK).isoformat(),
        "later": (first + WEEK).isoformat(),
    }
    return render(request, "inbox/roster/week.html", context)


@login_required
@require_POST
def change(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Other people or other days for a shift."""
    member, entry = member_of(request), entry_or_404(request, entry_id)
    if not may_plan(member, "roster.change", entry.channel):
        require(member, "roster.change", entry.channel)
    form = ShiftForm(People(entry.channel, ()), week_of(entry.starts_on), request.POST, entry=entry)
    if not form.is_valid():
        messages.error(request, first_sentence(form))
    elif attempt(request, lambda: do.change(entry, by=member, **form.cleaned_data)):
        messages.success(request, _("The shift is changed."))
    return _back(request, entry)


@login_required
@require_POST
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a shift off the roster."""
    entry = entry_or_404(request, entry_id)
    if attempt(request, lambda: do.remove(entry, by=member_of(request))):
        messages.success(request, _("%(member)s is off the roster for these days.") % {"member": entry.liaison})
    return _back(request, entry)


@login_required
@require_POST
def copy(request: HttpRequest, channel_id: int, monday: str) -> HttpResponse:
    """Plan one week of a channel as the one before."""
    channel, first = channel_or_404(request, channel_id), _day(monday, timezone.localdate())
    if first is None:
        raise Http404
    if attempt(request, lambda: do.copy(channel, week=first, by=member_of(request))):
        messages.success(request, _("Planned as in the week before."))
    return redirect("inbox:roster_week", channel.pk, monday_of(first).isoformat())


@login_required
@require_POST
def copy_all(request: HttpRequest) -> HttpResponse:
    """Plan a week as the one before, on every channel that the member plans."""
    member, today = member_of(request), timezone.localdate()
    require(member, "roster.copy")
    first = monday_of(_day(request.POST.get("week", ""), today) or today)
    made = 0
    for channel in visible_channels(member).filter(is_active=True).order_by("pk"):
        if may_plan(member, "roster.copy", channel):
            try:
                made += len(do.copy(channel, week=first, by=member))
            except NotPossible:
                continue
    if made:
        says = ngettext("%(count)d shift was planned", "%(count)d shifts were planned", made) % {"count": made}
        messages.success(request, _("%(shifts)s as in the week before.") % {"shifts": says})
    else:
        messages.error(request, _("Nothing to plan: whoever was there the week before is there, or nobody was."))
    return redirect(f"{reverse('inbox:roster')}?week={request.POST.get('shown') or first.isoformat()}")


@login_required
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """Which departments must be on the roster of every open channel."""
    member, form = member_of(request), NeedsForm(request.POST)
    require(member, "roster.need_everywhere")
    if not form.is_valid():
        messages.error(request, first_sentence(form))
        return redirect("inbox:roster")
    before, wanted = {row.department for row in _needed()}, set(form.chosen())
    for department in wanted - before:
        need.need_everywhere(department, by=member)
    for department in before - wanted:
        need.spare_everywhere(department, by=member)
    messages.success(request, _("This holds for every open channel that names no departments of its own."))
    return redirect("inbox:roster")


def entry_or_404(request: HttpRequest, entry_id: int) -> RosterEntry:
    """A shift on a channel that exists for the member."""
    rows = RosterEntry.objects.filter(channel__in=visible_channels(member_of(request)).values("pk"))
    return get_object_or_404(rows.select_related("liaison", "cover", "channel__default_department"), pk=entry_id)


def _back(request: HttpRequest, entry: RosterEntry) -> HttpResponse:
    shown = _day(request.POST.get("week", ""), timezone.localdate()) or entry.starts_on
    return redirect("inbox:roster_week", entry.channel_id, monday_of(shown).isoformat())


def _day(written: str, today: date) -> date | None:
    """An ISO date within some years; None for anything else."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if abs((found - today).days) < FARTHEST else None


def _weeks(first: date) -> list[tuple[int, Span]]:
    return [(number, week_of(first + number * WEEK)) for number in range(4)]


def _needed() -> list[RosterNeed]:
    return list(RosterNeed.objects.filter(channel=None).select_related("department"))


def _everywhere(request: HttpRequest) -> list[tuple[Department, bool]]:
    """Every department, and whether it must be everywhere; nothing for who may not say so."""
    member = member_of(request)
    if not may(member, "roster.need_everywhere"):
        return []
    needed = {row.department_id for row in _needed()}
    return [(one, one.pk in needed) for one in departments_of(member)]
