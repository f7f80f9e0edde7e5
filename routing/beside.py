"""The clocks of a conversation, beside it: each with how it stands and why."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.models import Conversation
from inbox.presenters.asides import Aside, AsideLine, register
from inbox.presenters.rows import Chip
from inbox.promised import in_short, promise_word, time_left
from routing.calendars import working_time
from routing.models import ClockRow
from routing.models.clock import State
from routing.promising import Facts
from routing.saying import Names, because_words, clock_sentence
from routing.stored import calendar_of


def promises_aside(conversation: Conversation, _member: Member) -> Aside | None:
    """Those that are live, the first to be due first, then those that ended, the latest of each promise; one query."""
    rows = list(ClockRow.objects.filter(conversation=conversation).select_related("calendar"))
    if not rows:
        return None
    live = [row for row in rows if row.ended_at is None]
    live.sort(key=lambda row: (row.due_at is None, row.due_at or row.started_at))
    shown = {row.promise for row in live}
    ended = {row.promise: row for row in rows if row.ended_at is not None and row.promise not in shown}
    return Aside(_("Promises"), [_line(row, conversation) for row in (*live, *ended.values())])


def _line(row: ClockRow, conversation: Conversation) -> AsideLine:
    now = timezone.now()
    calendar = calendar_of(row.calendar)
    paused = row.paused
    if row.resting and row.ended_at is None:
        paused += working_time(calendar, row.since, now)
    kind = ""
    if "kind" in row.named:
        kind = conversation.messages.filter(is_ours=False).order_by("sent_at").values_list("kind", flat=True)[0]
    facts = Facts(conversation.department_id, conversation.channel_id, kind, conversation.priority)
    names = Names(
        {conversation.department_id: conversation.department.name},
        {conversation.channel_id: str(conversation.channel)},
    )
    sentence = clock_sentence(
        started_at=row.started_at,
        due_at=row.due_at,
        paused=paused,
        resting=row.resting if row.ended_at is None else "",
        ended_at=row.ended_at,
        why=because_words(row.named, facts, calendar, names),
    )
    return AsideLine(promise_word(row.promise), f"{sentence}.", _chip(row))


def _chip(row: ClockRow) -> Chip:
    now = timezone.now()
    if row.ended_at is not None:
        late = _("%(time)s late") % {"time": in_short(row.ended_at - row.breached_at)} if row.breached_at else ""
        words = {State.MET: (_("kept"), "check", "ok"), State.BREACHED: (late, "alert", "")}
        return Chip(*words.get(State(row.state), (_("no longer owed"), "x", "")))
    if row.resting:
        left = in_short(row_left(row))
        return Chip(_("paused, %(time)s left") % {"time": left}, "wait", "")
    if row.due_at is None:
        return Chip(_("runs"), "clock", "")
    if row.due_at <= now:
        return Chip(time_left(row.due_at, now), "alert", "overdue")
    tight = row.risk_at is not None and row.risk_at <= now
    return Chip(time_left(row.due_at, now), "clock", "due" if tight else "")


def row_left(row: ClockRow) -> timedelta:
    """Working time that was left when it began to rest."""
    return timedelta(minutes=row.minutes) - row.used


def connect() -> None:
    """Called once when the app is ready."""
    register(promises_aside)
