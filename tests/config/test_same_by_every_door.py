"""Whatever is done by page, API and admin has the same result and leaves the same events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from accounts.actions.invitations import invite
from accounts.models import Department, Event, Invitation, Member, Membership, Role
from inbox.actions import labels
from inbox.models import Conversation, Label, Note, Reason, SavedView
from routing.models import Rule, WordList
from routing.rules import Step
from tests.cast import NOON, Cast, conversation
from tests.programs import Program, program_of
from tests.routing.book import draft, says

pytestmark = pytest.mark.django_db
DATA = "/console/data/accounts"
OF_THE_MOMENT = {"id", "created_at", "updated_at", "expires_at", "withdrawn_at", "secret_hash", "at", "token"}
"""What differs each time, and numbers."""
OF_THE_DOOR = {"token", "note"}
"""An event says by which token it was done; and the number of a new note differs."""

type Form = dict[str, Any]


@dataclass(frozen=True)
class Doors:
    """One act: by whom, how a page, the API and the admin are asked for it, and the rows that tell what came of it."""

    by: str
    page: tuple[str, Form]
    api: tuple[str, str, Form]
    rows: Any
    admin: tuple[str, Form] | None = None


def triage(word: str, form: Form, body: Form | None = None, rows: Any = Conversation) -> Callable[[Cast], Doors]:
    """An act on the conversation, by Ben."""

    def doors(cast: Cast) -> Doors:
        filled = {name: value(cast) if callable(value) else value for name, value in form.items()}
        sent = {
            name: value(cast) if callable(value) else value for name, value in (form if body is None else body).items()
        }
        number = Conversation.objects.get().pk
        return Doors(
            "ben", (f"/inbox/{number}/{word}/", filled), ("post", f"/conversations/{number}/{word}/", sent), rows
        )

    return doors


def department(cast: Cast) -> Doors:
    facts = {"name": "Events", "code": "ev", "purpose": "Fairs"}
    return Doors(
        "ada",
        ("/departments/new/", facts),
        ("post", "/departments/", facts),
        Department,
        (f"{DATA}/department/add/", facts),
    )


def renamed(cast: Cast) -> Doors:
    facts, pk = {"name": "Service", "code": "SV", "purpose": "Everybody"}, cast.service.pk
    page = (f"/departments/{cast.service.slug}/", facts)
    return Doors(
        "ada", page, ("patch", f"/departments/{pk}/", facts), Department, (f"{DATA}/department/{pk}/change/", facts)
    )


def corrected(cast: Cast) -> Doors:
    facts, pk = {"name": "Ben Adeyemi", "email": "adeyemi@northline.example"}, cast.ben.pk
    admin = (f"{DATA}/member/{pk}/change/", facts)
    return Doors("ada", (f"/people/{pk}/", facts), ("patch", f"/members/{pk}/", facts), Member, admin)


def granted(cast: Cast) -> Doors:
    facts = {"member": cast.nora.pk, "department": cast.service.pk, "role": "agent"}
    page = (f"/departments/{cast.service.slug}/grant/", {"member": cast.nora.pk, "role": "agent"})
    return Doors("ada", page, ("post", "/memberships/", facts), Membership, (f"{DATA}/membership/add/", facts))


def revoked(cast: Cast) -> Doors:
    pk = Membership.objects.get(member=cast.tim).pk
    page: tuple[str, Form] = (f"/departments/{cast.service.slug}/revoke/{pk}/", {})
    admin = (f"{DATA}/membership/{pk}/delete/", {"post": "yes"})
    return Doors("ada", page, ("delete", f"/memberships/{pk}/", {}), Membership, admin)


def uninvited(cast: Cast) -> Doors:
    pk = invite(email="ines@northline.example", name="Ines", roles={cast.service: Role.AGENT}, by=cast.ada).pk
    page: tuple[str, Form] = (f"/people/invitations/{pk}/withdraw/", {})
    api: tuple[str, str, Form] = ("post", f"/invitations/{pk}/withdraw/", {})
    return Doors("ada", page, api, Invitation, (f"{DATA}/invitation/{pk}/delete/", {"post": "yes"}))


def labelled(cast: Cast) -> Doors:
    facts = {"name": "Fresh", "colour": "grey", "department": cast.service.pk}
    form = {**facts, "department": cast.service.slug}
    return Doors("ana", ("/labels/new/", form), ("post", "/labels/", facts), Label)


def saved(cast: Cast) -> Doors:
    facts = {"name": "Mine", "icon": "save", "query": "?assignee=me"}
    return Doors("ben", ("/views/save/", facts), ("post", "/views/", facts), SavedView)


def reasoned(cast: Cast) -> Doors:
    facts = {"name": "Asks for the press office"}
    return Doors("ada", ("/console/escalations/reasons/new/", facts), ("post", "/reasons/", facts), Reason)


def ruled(cast: Cast) -> Doors:
    pk = draft(cast, "Money", says("refund"), Step("department", cast.marketing.pk)).pk
    return Doors("ada", (f"/console/rules/{pk}/activate/", {}), ("post", f"/rules/{pk}/activate/", {}), Rule)


def listed(cast: Cast) -> Doors:
    form = {"name": "Delays", "kind": "words", "words": "late\ncancel*", "is_topic": "on"}
    body = {"name": "Delays", "kind": "words", "words": ["late", "cancel*"], "is_topic": True}
    return Doors("ada", ("/console/words/new/", form), ("post", "/word-lists/", body), WordList)


ACTS: dict[str, Callable[[Cast], Doors]] = {
    "take": triage("take", {}),
    "assign": triage("assign", {"to": lambda cast: cast.ana.pk}),
    "move": triage("move", {"to": lambda cast: cast.marketing.pk}),
    "resolve": triage("resolve", {"outcome": "answered"}),
    "prioritise": triage("prioritise", {"to": "high"}, {"priority": "high"}),
    "label": triage("label", {"name": "Refund"}),
    "note": triage("note", {"text": "Called back."}, rows=Note),
    "follow": triage("follow", {}),
    "correct": triage("correct", {"to": lambda cast: cast.marketing.pk}),
    "snooze": triage("snooze", {"at": "2027-01-01T12:00"}, {"until": "2027-01-01T12:00:00Z"}),
    **{
        made.__name__: made
        for made in (
            department,
            renamed,
            corrected,
            granted,
            revoked,
            uninvited,
            labelled,
            saved,
            reasoned,
            ruled,
            listed,
        )
    },
}


def came_of_it(doors: Doors, act: Callable[[], int]) -> tuple[list[Form], list[Form]]:
    """The rows and the events that it left; all of it is undone."""
    with transaction.atomic():
        last = Event.objects.latest("pk").pk
        known = set(doors.rows.objects.values_list("pk", flat=True))
        status = act()
        assert status < 400, status
        rows = [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in doors.rows.objects.order_by("pk").values()
        ]
        events = list[Form]()
        left: list[Form] = [dict(event) for event in Event.objects.filter(pk__gt=last).order_by("pk").values()]
        for event in left:
            subject = event["subject_id"] if event["subject_id"] in known else "new"
            facts = {key: value for key, value in event["data"].items() if key not in OF_THE_DOOR}
            if subject == "new" and event["subject_id"] == event["department_id"]:
                event["department_id"] = "new"
            kept = ("verb", "actor_kind", "actor_id", "subject_kind", "conversation_id", "department_id", "channel_id")
            events.append({name: event[name] for name in kept} | {"subject": subject, "data": facts})
        transaction.set_rollback(True)
    return rows, events


def by_browser(browser: Client, address: str, form: Form) -> int:
    """On a page of ours, or in Django's admin; a form that comes back with a mistake is a mistake."""
    answer = browser.post(address, form)
    return 400 if answer.status_code == 200 else int(answer.status_code)


def by_program(program: Program, method: str, path: str, body: Form) -> int:
    """Whatever stands there now."""
    given = None if method == "delete" else body
    return int(program.ask(method, path, given, **({} if method == "post" else {"If_Match": "*"})).status_code)


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("name", ACTS)
def test_it_is_the_same_by_page_api_and_admin(name: str, cast: Cast) -> None:
    cache.clear()
    conversation(cast.channel)
    labels.create(name="Refund", department=cast.service, by=cast.ana)
    doors = ACTS[name](cast)
    member = getattr(cast, doors.by)
    program, browser = program_of(member), Client()
    browser.force_login(member, backend="accounts.backends.MemberBackend")
    page = came_of_it(doors, lambda: by_browser(browser, *doors.page))
    api = came_of_it(doors, lambda: by_program(program, *doors.api))
    assert page[1], "It left no event."
    assert api == page
    if doors.admin is not None:
        address, form = doors.admin
        assert came_of_it(doors, lambda: by_browser(browser, address, form)) == page
