"""The company every test plays in: Northline, a railway with tough questions to answer."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.actors import INTAKE
from accounts.models import Department, Member, Membership, Role
from inbox.actions.receive import receive
from inbox.channels.base import Author, Item, Kind
from inbox.models import Channel, Conversation, Message

PASSWORD = "a long enough passphrase"
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)
_minutes = itertools.count(1)


def begin_at_noon() -> None:
    """Messages of a test come a minute apart from noon on, however many tests there were before."""
    global _minutes  # noqa: PLW0603 - one clock for a test, as one cast
    _minutes = itertools.count(1)


@dataclass
class Cast:
    """Ana leads Service, Ben works there, Tim learns there, Olga looks on; Mia is Marketing's
    agent, Hal is HR's (closed), Ada administers, Nora belongs nowhere."""

    service: Department
    marketing: Department
    hr: Department
    ana: Member
    ben: Member
    tim: Member
    olga: Member
    mia: Member
    hal: Member
    ada: Member
    nora: Member
    channel: Channel


def cast() -> Cast:
    """Make the whole company."""
    service = department("Customer Service", "CS")
    marketing = department("Marketing", "MK")
    hr = department("HR", "HR", is_closed=True)
    return Cast(
        service=service,
        marketing=marketing,
        hr=hr,
        ana=member("Ana Petrović", {service: Role.LEAD}),
        ben=member("Ben Okafor", {service: Role.AGENT}),
        tim=member("Tim Weiss", {service: Role.TRAINEE}),
        olga=member("Olga Lind", {service: Role.OBSERVER}),
        mia=member("Mia Torres", {marketing: Role.AGENT}),
        hal=member("Hal Brandt", {hr: Role.LEAD}),
        ada=member("Ada Min", {}, is_administrator=True),
        nora=member("Nora Quist", {}),
        channel=channel(service),
    )


def department(name: str, code: str, **fields: Any) -> Department:
    """A department."""
    return Department.objects.create(name=name, code=code, slug=name.lower().replace(" ", "-"), **fields)


def member(name: str, roles: dict[Department, Role], **fields: Any) -> Member:
    """A member whose e-mail is their first name; their password is PASSWORD."""
    first = name.split(maxsplit=1)[0].lower()
    made = Member(name=name, email=fields.pop("email", f"{first}@northline.example"), **fields)
    made.set_password(PASSWORD)
    made.save()
    for place, role in roles.items():
        Membership.objects.create(member=made, department=place, role=role)
    return made


def channel(default_department: Department, **fields: Any) -> Channel:
    """A connected account; pushed to, unless told otherwise."""
    number = next(_numbers)
    return Channel.objects.create(
        **{
            "network": "push",
            "name": "@northline.example",
            "handle": "northline.example",
            "external_id": f"account-{number}",
            "default_department": default_department,
            **fields,
        }
    )


def item(text: str = "The 18:12 is late again.", **fields: Any) -> Item:
    """A message as a connector hands it over."""
    number = next(_numbers)
    external_id = fields.pop("external_id", f"post-{number}")
    values: dict[str, Any] = {
        "thread_key": external_id,
        "kind": Kind.MENTION,
        "author": Author("did:mira", "mira.example", "Mira Castellanos"),
        "sent_at": NOON + timedelta(minutes=next(_minutes)),
        **fields,
    }
    return Item(external_id=external_id, text=text, **values)


def conversation(place: Channel, text: str = "The 18:12 is late again.", **fields: Any) -> Conversation:
    """A conversation that came in through the front door."""
    arrived = item(text, **fields)
    receive(place, [arrived], by=INTAKE)
    return Message.objects.get(channel=place, external_id=arrived.external_id).conversation
