"""What Northline says again and again: canned responses of its departments, and a reply that waits for the morning."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from inbox.actions.canned import approve, archive, change, create, use
from inbox.actions.draft import write
from inbox.actions.schedule import schedule
from inbox.canned import values_for
from inbox.demo.clock import after, at
from inbox.demo.company import Company
from inbox.later import presets
from inbox.models import CannedResponse, Conversation, Message
from inbox.models.conversation import Status
from inbox.models.draft import DraftKind
from inbox.variables import fill


@dataclass(frozen=True, slots=True)
class Prepared:
    """One of them; `before` is how it read at first, `uses` how often it was put into a reply lately."""

    shortcut: str
    title: str
    text: str
    by: str
    department: str = ""
    uses: int = 0
    before: str = ""
    as_is: bool = False
    retired: bool = False


PREPARED = Path(__file__).parent / "texts" / "canned.toml"
LATER = (
    "Good morning, {{contact.first_name}}! The depot has looked into it, and I have their answer for you: "
    "somebody calls you before noon. ^{{member.first_name}}"
)


def prepared() -> list[Prepared]:
    """All of them."""
    with PREPARED.open("rb") as file:
        return [Prepared(**one) for one in tomllib.load(file)["canned"]]


def prepare_answers(company: Company, now: datetime) -> None:
    """Write them, use them, and let one reply wait until tomorrow at nine."""
    responses = prepared()
    with at(now - timedelta(days=26)):
        made = {one.shortcut: _make(one, company) for one in responses}
    with at(now - timedelta(days=11)):
        for one in responses:
            if one.retired:
                archive(made[one.shortcut], by=company.members[one.by])
            if one.before:
                _reword(one, made[one.shortcut], company)
    with at(now - timedelta(days=8)):
        for one in responses:
            if one.as_is:
                response = made[one.shortcut]
                approve(response, version=response.number, by=company.members["Ada"])
    for one in responses:
        _use(one, made[one.shortcut], company, now)
    _let_wait(company, now)


def _make(one: Prepared, company: Company) -> CannedResponse:
    place = company.departments[one.department] if one.department else None
    words = one.before or one.text
    return create(title=one.title, shortcut=one.shortcut, text=words, department=place, by=company.members[one.by])


def _reword(one: Prepared, response: CannedResponse, company: Company) -> None:
    change(response, title=one.title, shortcut=one.shortcut, text=one.text, by=company.members[one.by])


def _use(one: Prepared, response: CannedResponse, company: Company, now: datetime) -> None:
    """By those who work there, the last time a few hours ago."""
    department = one.department or "Customer Service"
    rows = Conversation.objects.standing().filter(department=company.departments[department]).order_by("pk")
    places = list(rows.select_related("department")[:20])
    for step, place, member in islice(zip(range(one.uses), cycle(places), cycle(company.desks[department])), one.uses):
        moment = now - timedelta(hours=31 * (one.uses - 1 - step), minutes=len(one.title) ** 2)
        with at(max(moment, now - timedelta(days=7))):
            use(response, conversation=place, by=member)


def _let_wait(company: Company, now: datetime) -> None:
    """Leila has the answer in the evening, and lets it leave when people are awake."""
    leila, asked = company.members["Leila"], _asked(company)
    if asked is None:
        return
    filled = fill(LATER, values_for(asked.conversation, leila, asked, asked.channel))
    text = filled.text.replace(", {{contact.first_name}}", "")
    with at(after(asked.conversation, now - timedelta(minutes=35), now)):
        draft = write(asked.conversation, kind=DraftKind.REPLY, text=text, answers=asked, by=leila)
        tomorrow = presets(timezone.now(), ZoneInfo(leila.time_zone))[0].moment
        schedule(draft, at=tomorrow, by=leila)


def _asked(company: Company) -> Message | None:
    """The newest question of a public conversation that nobody has begun to answer."""
    service = company.departments["Customer Service"]
    rows = Conversation.objects.standing().filter(
        status=Status.OPEN, is_closed=False, is_private=False, department=service, drafts=None, deliveries=None
    )
    theirs = Message.objects.filter(conversation__in=rows.order_by(), is_ours=False, is_context=False, removed_at=None)
    related = ("conversation__department", "author__contact__survivor", "channel")
    found: Message | None = theirs.select_related(*related).order_by("-sent_at", "-pk").first()
    return found
