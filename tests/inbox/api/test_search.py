"""Search for programs: what the page finds, in the rights and scopes of the token."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.http import urlencode

from accounts.scopes import SCOPES
from inbox.actions.contact import change
from inbox.actions.note import add_note
from inbox.channels.base import Author
from inbox.models import Conversation
from tests.cast import Cast, channel, conversation
from tests.inbox.api.test_closed import outsiders
from tests.programs import STRANGER, Program, program_of
from tests.test_canary import CANARY, secret

__all__ = ["secret"]  # a fixture
pytestmark = pytest.mark.django_db


def found(program: Program, q: str, **more: Any) -> dict[str, Any]:
    """What a search tells."""
    answer = program.get(f"/search/?{urlencode({'q': q, **more})}")
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_messages_and_notes_are_found_with_the_words_that_matched(cast: Cast) -> None:
    row = conversation(cast.channel, "My refund, please: the refunds take months.", language="en")
    note = add_note(row, text="A refund was promised", by=cast.ana)
    told = found(program_of(cast.ben), "refund", sort="newest")
    second, first = sorted(told["items"], key=lambda one: one["note"] is None)
    assert first == {
        "conversation": row.pk,
        "message": row.messages.get().pk,
        "note": None,
        "who": "Mira Castellanos",
        "moment": first["moment"],
        "excerpt": "My refund, please: the refunds take months.",
        "marked": ["refund", "refunds"],
    }
    assert (second["note"], second["message"], second["who"]) == (note.pk, None, "Ana Petrović")
    assert (told["next"], told["doubts"]) == (None, [])
    assert [one["note"] for one in found(program_of(cast.ben), "refund", kind="notes")["items"]] == [note.pk]


def test_pages_follow_one_another_and_leave_nothing_out(cast: Cast) -> None:
    rows = [conversation(cast.channel, "Late again") for _ in range(5)]
    ben, seen, after = program_of(cast.ben), [], ""
    for _ in range(3):
        told = found(ben, "late", limit=2, **({"after": after} if after else {}))
        seen += [one["conversation"] for one in told["items"]]
        after = told["next"]
    assert (sorted(seen), after) == (sorted(row.pk for row in rows), None)


def test_contacts_are_told_to_those_who_may_read_them(cast: Cast) -> None:
    row = conversation(cast.channel, "Hello", author=Author("did:oskar", "oskar.example", "Oskar Lind"))
    assert row.author is not None
    change(row.author.contact, fields={"company": "Lind & Sons"}, custom={}, by=cast.ben)
    ben = program_of(cast.ben)
    assert [one["company"] for one in found(ben, "oskar")["contacts"]] == ["Lind & Sons"]
    assert [one["id"] for one in found(ben, "lind", kind="contacts")["contacts"]] == [row.author.contact.pk]
    reads = program_of(cast.ben, scopes=["conversations.read"])
    assert found(reads, "oskar")["contacts"] == []
    assert reads.get("/search/?q=oskar&kind=contacts").status_code == 403
    others = program_of(cast.ben, scopes=[scope for scope in SCOPES if not scope.startswith("conversations")])
    assert others.get("/search/?q=oskar").status_code == 403
    assert STRANGER.get("/search/?q=oskar").status_code == 401


def test_a_token_that_is_held_to_a_department_finds_what_stands_there(cast: Cast) -> None:
    conversation(cast.channel, "A refund of Service")
    there = conversation(channel(cast.marketing, name="@ads"), "A refund of Marketing")
    held = program_of(cast.ada, departments=[cast.marketing])
    assert [one["conversation"] for one in found(held, "refund")["items"]] == [there.pk]


def test_what_is_closed_is_found_by_insiders_only(cast: Cast, secret: Conversation) -> None:
    for member in outsiders(cast):
        for kind in ("all", "messages", "notes", "contacts"):
            told = found(program_of(member), CANARY, kind=kind)
            assert (told["items"], told["contacts"]) == ([], []), kind
    inside = program_of(cast.hal)
    assert {one["conversation"] for one in found(inside, CANARY)["items"]} == {secret.pk}


def test_what_makes_no_sense_is_named_and_a_parameter_that_does_not_exist_is_refused(cast: Cast) -> None:
    row = conversation(cast.channel, "Where is my refund?")
    ben = program_of(cast.ben)
    told = found(ben, "refund label:nothing before:someday")
    assert len(told["doubts"]) == 2
    assert [one["conversation"] for one in found(ben, "refund before:someday")["items"]] == [row.pk]
    for bad in (
        "",
        "?q=",
        "?q=x&kind=people",
        "?q=x&after=nowhere",
        "?q=x&kind=contacts&after=1.2",
        "?q=x&status=open",
    ):
        assert ben.get(f"/search/{bad}").status_code == 400, bad
