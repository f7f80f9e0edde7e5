"""What Northline's people noted about tickets, so that a search finds a note beside the messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.actions.note import add_note
from inbox.demo.clock import after, at
from inbox.demo.company import Company
from inbox.models import Conversation, Message

SAID = (
    ("Ben", 95, "The ticket office in Westhaven says: both tickets were sold twice and are refunded."),
    ("Leila", 60, "If they ask again: a ticket bought in the app needs no printing, the name on it is enough."),
)


def note_about_tickets(company: Company, now: datetime) -> None:
    """One note each on the newest public conversations of Customer Service in which somebody speaks of a ticket."""
    service = company.departments["Customer Service"]
    spoken = Message.objects.filter(text__icontains="ticket", is_ours=False, conversation__department=service)
    ids = list(dict.fromkeys(spoken.order_by("-sent_at").values_list("conversation_id", flat=True)[:20]))
    rows = Conversation.objects.standing().filter(is_closed=False).in_bulk(ids)
    for (first, age, text), pk in zip(SAID, [pk for pk in ids if pk in rows], strict=False):
        with at(after(rows[pk], now - timedelta(minutes=age), now)):
            add_note(rows[pk], text=text, by=company.members[first])
