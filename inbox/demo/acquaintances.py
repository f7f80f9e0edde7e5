"""Whom Northline's people know by now: press, a competitor, an employee, a candidate, one person twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.actors import INTAKE
from inbox.actions.channel import connect
from inbox.actions.contact import change, set_emails
from inbox.actions.contact_field import create
from inbox.actions.contact_merge import merge
from inbox.actions.contact_note import note
from inbox.actions.fact import learn
from inbox.actions.receive import receive
from inbox.channels.base import Account, Author, Item, Kind
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.models import Channel, Contact, Handle, Message

# Handle on the sandbox network, and what is known of them.
KNOWN: dict[str, dict[str, str]] = {
    "courier": {"relationship": "press", "company": "Westhaven Courier", "place": "Westhaven", "language": "English"},
    "radiosaltmere": {"relationship": "press", "company": "Radio Saltmere", "place": "Saltmere"},
    "line44watch": {"relationship": "community", "place": "Marlow Quay"},
    "seat41": {"relationship": "influencer"},
    "grandma.jo": {"relationship": "customer", "language": "English"},
}

# Handle and name elsewhere, what they wrote, when, and what is known of them.
ELSEWHERE: tuple[tuple[str, str, str, int, dict[str, str]], ...] = (
    (
        "mira.rides",
        "Mira Castellanos",
        "The same question here: will the 18:12 ever wait?",
        300,
        {},
    ),
    ("tomek.rides", "Tomasz", "Your app shows platform 3, the train leaves from 5. Twice this week.", 700, {}),
    (
        "coastlink.news",
        "Coastlink Ferries",
        "Some of us sail on time. Just saying. ⛴️",
        1500,
        {"relationship": "competitor", "company": "Coastlink Ferries", "place": "Kestrel Bay"},
    ),
    (
        "emre.drives",
        "Emre Demirtaş",
        "Early shift on the 44. The sunrise over the viaduct never gets old.",
        2100,
        {"relationship": "employee", "company": "Northline", "place": "Linden Cross depot"},
    ),
    (
        "anjali.iyer.codes",
        "Anjali Iyer",
        "Is the signalling engineer opening still there? I finish my degree in March.",
        2600,
        {"relationship": "candidate", "place": "Ostermark", "language": "English, Tamil"},
    ),
)


def acquaint(company: Company, now: datetime) -> None:
    """Another network with a few people, and what members wrote down about them and others."""
    ada, ana = company.members["Ada"], company.members["Ana"]
    with at(now - timedelta(days=3)):
        create(name="Season ticket", kind="choice", choices=["None", "Monthly", "Yearly"], by=ada)
        create(name="Reach", kind="number", by=ada)
        place = _press_list(company)
        receive(place, [_item(number, now) for number in range(len(ELSEWHERE))], by=INTAKE)
    with at(now - timedelta(hours=3)):
        for handle, fields in [*KNOWN.items(), *((row[0], row[4]) for row in ELSEWHERE if row[4])]:
            contact = _contact(handle)
            if contact is not None:
                change(contact, fields=fields, custom={}, by=ana)
        _write_down(company, place)


def _press_list(company: Company) -> Channel:
    """What a partner's system pushes to us from elsewhere."""
    account = Account("northline-elsewhere", "northline-elsewhere", "Northline elsewhere", "")
    return connect(
        account,
        network="push",
        name="Other networks",
        settings={},
        credentials={},
        default_department=company.departments["Listening"],
        by=company.members["Ada"],
    )


def _item(number: int, now: datetime) -> Item:
    handle, name, text, minutes, _fields = ELSEWHERE[number]
    return Item(
        external_id=f"elsewhere-{number}",
        thread_key=f"elsewhere-{number}",
        kind=Kind.MENTION,
        author=Author(f"elsewhere:{handle}", handle, name, followers=180 + 911 * number),
        text=text,
        sent_at=now - timedelta(minutes=minutes),
    )


def _write_down(company: Company, place: Channel) -> None:
    """Facts with their messages, notes, one merge; Tomasz is left as a suggestion."""
    service, leila = company.departments["Customer Service"], company.members["Leila"]
    said = {message.external_id: message for message in Message.objects.filter(channel=place)}
    learn(said["elsewhere-2"], text="Advertises with punctuality since this week.", by=leila)
    learn(said["elsewhere-3"], text="Drives the 44 from the Linden Cross depot.", by=leila)
    learn(said["elsewhere-4"], text="Finishes a degree in March and asks about signalling.", by=leila)
    mira = _contact("mira.rides", "sandbox")
    there = _contact("mira.rides", "push")
    if mira is not None and there is not None:
        set_emails(mira, addresses=["mira.castellanos@post.example"], by=leila)
        merge(there, into=mira, by=leila)
        said_here = Message.objects.filter(author__contact=mira, conversation__department=service)
        first = said_here.filter(conversation__is_closed=False).first()
        if first is not None:
            learn(first, text="Commutes on the Valley Line every weekday.", by=leila)
        note(
            mira,
            text="Fair, precise, answers quickly. Ask her before we change the 18:12.",
            department=service,
            by=leila,
        )
    courier = _contact("courier")
    if courier is not None:
        text = "Deadline is 16:00. Always through PR, never answer numbers from here."
        note(courier, text=text, department=company.departments["PR"], by=company.members["Hal"])


def _contact(handle: str, *networks: str) -> Contact | None:
    rows = Handle.objects.filter(handle=handle).select_related("contact").order_by("pk")
    return next((row.contact for row in rows if not networks or row.network in networks), None)
