"""Northline's drafts on their way past a second pair of eyes: some wait, one came back, one was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Event, Member
from inbox.actions.draft import write
from inbox.actions.review import amend, return_draft
from inbox.actions.submit import submit
from inbox.actions.tell import tell
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Conversation, Draft, Message, Notification
from inbox.models.conversation import Status
from inbox.models.draft import DraftKind


@dataclass(frozen=True, slots=True)
class Written:
    """One draft; `changed` is what Ana made of it, `returned` why it went back. Minutes since it was submitted."""

    by: str
    text: str
    age: int
    changed: str = ""
    returned: str = ""


DRAFTS = (
    Written(
        "Tim",
        "Thank you for telling us. I have passed this on to the depot and we write here again before the evening.",
        26,
    ),
    Written("Tim", "We are sorry. You will get something back if you fill in the form on our website.", 41),
    Written(
        "Tim",
        "Sorry about that! The next one leaves soon.",
        73,
        returned="Please name the time and the platform; “soon” is what they are angry about.",
    ),
    Written(
        "Tim",
        "We are asking the depot on Thursday, and will write here again.",
        104,
        changed="We are asking the depot today, and will write here again before noon tomorrow. Sorry for the wait.",
    ),
    Written("Ben", "You are right, and I have corrected it. The new times stand on the page since this morning.", 12),
)


def look_over_drafts(company: Company, now: datetime) -> None:
    """Play it on public conversations that wait, each on one of its own."""
    begun = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for written, asked in zip(DRAFTS, _asked(company), strict=False):
        author, ana = company.members[written.by], company.members["Ana"]
        with at(now - timedelta(minutes=written.age)):
            draft = _submit(written, asked, author)
        with at(now - timedelta(minutes=written.age // 2)):
            if written.returned:
                return_draft(draft, note=written.returned, version=draft.version, by=ana)
            if written.changed:
                amend(draft, text=written.changed, version=draft.version, by=ana)
    moments = dict(Event.objects.filter(pk__gt=begun).values_list("pk", "recorded_at"))
    for row in tell(list(Event.objects.filter(pk__gt=begun, verb__startswith="draft.").order_by("pk"))):
        Notification.objects.filter(pk=row.pk).update(created_at=moments[row.event_id or 0])


def _submit(written: Written, asked: Message, author: Member) -> Draft:
    draft = write(asked.conversation, kind=DraftKind.REPLY, text=written.text, answers=asked, by=author)
    return submit(draft, by=author)


def _asked(company: Company) -> Iterator[Message]:
    """The newest question of each, of those that nobody has begun to answer."""
    service = company.departments["Customer Service"]
    rows = Conversation.objects.standing().filter(status=Status.OPEN, is_closed=False, department=service, drafts=None)
    for conversation in rows.order_by("-last_message_at")[3 : 3 + len(DRAFTS)]:
        theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None)
        newest = theirs.select_related("conversation").order_by("-sent_at", "-pk").first()
        if newest is not None:
            yield newest
