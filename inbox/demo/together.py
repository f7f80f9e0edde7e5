"""Northline's people working together: mentions, followed conversations, hours, and a reply that failed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import islice

from accounts.models import Event, Member
from inbox.actions.attention import change
from inbox.actions.duty import begin_calls, tell_on_duty
from inbox.actions.follow import follow
from inbox.actions.note import add_note
from inbox.actions.tell import READER, tell
from inbox.demo.clock import after, at
from inbox.demo.company import Company
from inbox.models import Conversation, JournalPlace, Notification
from inbox.models.conversation import Status

NOTES = (
    ("Ben", "@Ana Petrović could you look at the tone before I answer? He is angrier than he writes."),
    ("Ana", "@Product do you know of this one? I name no date before you do."),
    ("Leila", "@Ana Petrović the same customer wrote to us last week. I gave her my word that somebody calls."),
    ("Ana", "@Marketing this is the third one like it this week. Shall we say something to everybody?"),
)
AGES = (14, 52, 95, 170)
"""Minutes since each note was written."""


NEWEST = 40
"""Conversations whose departments are called to them."""


def work_together(company: Company, now: datetime) -> None:
    """Play it on conversations that wait, the newest first."""
    waiting = _waiting(company)
    _hours(company)
    begun = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for (first, text), age, conversation in zip(NOTES, AGES, waiting, strict=False):
        with at(after(conversation, now - timedelta(minutes=age), now)):
            add_note(conversation, text=text, by=company.members[first])
    for conversation in waiting[:3]:
        follow(conversation, by=company.members["Ana"])
    _tell(begun)
    begin_calls(Event.objects.filter(verb="conversation.open").order_by("-pk")[:NEWEST])
    tell_on_duty(now)


def _waiting(company: Company) -> list[Conversation]:
    """Open, public, and of the department that most of these notes come from."""
    rows = Conversation.objects.standing().filter(
        status=Status.OPEN, is_closed=False, department=company.departments["Customer Service"]
    )
    return list(islice(rows.order_by("-last_message_at").iterator(chunk_size=20), len(NOTES)))


def _hours(company: Company) -> None:
    day = {"work_from": time(8), "work_until": time(17), "quiet_from": time(19), "quiet_until": time(7)}
    for first in ("Ana", "Ben"):
        member: Member = company.members[first]
        change(member, by=member, **day)


def _tell(begun: int) -> None:
    """Tell of these notes and of nothing that lies before them."""
    events = list(Event.objects.filter(pk__gt=begun).order_by("pk"))
    moments = {event.pk: event.recorded_at for event in events}
    for row in tell(events):
        Notification.objects.filter(event_id=row.event_id).update(created_at=moments[row.event_id or 0])
    last = Event.objects.order_by("-xid", "-pk").values_list("xid", "pk").first()
    if last is not None:
        JournalPlace.objects.update_or_create(reader=READER, defaults={"xid": last[0], "event_id": last[1]})
