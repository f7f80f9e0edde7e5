"""A reply that is a canned response approved as it is needs no approval by policies; unfilled variables never leave."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotPossible
from inbox.actions import dispatch
from inbox.actions.canned import approve, archive, change, create
from inbox.actions.deliver import queue
from inbox.actions.draft import Picture, attach
from inbox.actions.review import amend
from inbox.actions.schedule import schedule
from inbox.actions.submit import submit
from inbox.canned import filled_for, is_approved_as_is, values_for
from inbox.later import LONGEST
from inbox.models import CannedResponse, Contact, Delivery, Draft, Handle
from inbox.policies import Step
from inbox.reviewing import asks_for
from tests.cast import Cast
from tests.inbox.drafts import Desk, desk, policy

pytestmark = pytest.mark.django_db
WORDS = "You get your fare back, {{contact.first_name}}: northline.example/refund ^{{member.first_name}}"
FILLED = "You get your fare back, Mira: northline.example/refund ^Ben"


@pytest.fixture
def at(cast: Cast) -> Desk:
    policy(cast, "Refunds need Marketing", Step(cast.marketing.pk, "agent"), words="fare")
    return desk(cast)


def prepared(at: Desk, text: str = WORDS, *, as_is: bool = True, **fields: Any) -> CannedResponse:
    values = {"title": "Refund", "shortcut": "refund", "department": at.cast.service, **fields}
    made = create(text=text, by=at.cast.ada, **values)
    return approve(made, version=1, by=at.cast.ada) if as_is else made


def test_what_stands_in_place_of_the_variables(at: Desk) -> None:
    values = values_for(at.row, at.cast.ben, at.asked, at.place)
    assert values == {
        "contact.name": "Mira Castellanos",
        "contact.first_name": "Mira",
        "contact.handle": "@mira.example",
        "member.name": "Ben Okafor",
        "member.first_name": "Ben",
        "conversation.number": str(at.row.pk),
        "department.name": "Customer Service",
        "channel.name": "@northline.example",
    }


def test_a_contact_is_called_as_we_know_them(at: Desk) -> None:
    Contact.objects.update(name="Dr Mira Vale")
    assert values_for(at.row, at.cast.ben, at.asked, at.place)["contact.name"] == "Dr Mira Vale"
    Contact.objects.update(name="")
    Handle.objects.update(name="\u200b", handle="")
    nobody = values_for(at.row, at.cast.ben, at.asked, at.place)
    assert {nobody[f"contact.{part}"] for part in ("name", "first_name", "handle")} == {""}


def test_the_very_words_need_nobody(at: Desk) -> None:
    response = prepared(at)
    draft = at.written(at.cast.ben, f" {FILLED}\n")
    assert is_approved_as_is(draft) == response
    assert filled_for(response, draft).text == FILLED
    assert asks_for(draft) == []
    row = queue(draft, by=at.cast.ben)
    Delivery.objects.filter(pk=row.pk).update(not_before=row.created_at)
    assert dispatch.start(row.pk) is not None


@pytest.mark.parametrize(
    "text",
    [
        FILLED + "!",
        FILLED.replace("Mira", "Mario"),
        FILLED.replace("^Ben", "^Ana"),
        FILLED.replace("fare", "Fare"),
        f"{FILLED}\n{FILLED}",
    ],
)
def test_anything_else_asks(at: Desk, text: str) -> None:
    prepared(at)
    draft = at.written(at.cast.ben, text)
    assert is_approved_as_is(draft) is None
    with pytest.raises(NotPossible, match="an agent of Marketing"):
        queue(draft, by=at.cast.ben)


def test_a_picture_is_more_than_the_words(at: Desk) -> None:
    prepared(at)
    draft = attach(at.written(at.cast.ben, FILLED), picture=Picture(b"\x89PNG", "image/png"), by=at.cast.ben)
    assert [need.names for need in asks_for(draft)] == [("Refunds need Marketing",)]


def test_a_name_that_says_more_than_a_name_asks(at: Desk) -> None:
    """Whoever is called "your fare back" would say it without anybody having looked."""
    prepared(at, "Thank you for writing, {{contact.first_name}}! {{member.name}}")
    at.cast.ben.name = "you get your fare back"
    at.cast.ben.save()
    draft = at.written(at.cast.ben, "Thank you for writing, Mira! you get your fare back")
    assert is_approved_as_is(draft) is not None
    assert [need.names for need in asks_for(draft)] == [("Refunds need Marketing",)]


def test_one_that_was_not_approved_or_is_not_ours_asks(at: Desk) -> None:
    prepared(at, as_is=False)
    assert is_approved_as_is(at.written(at.cast.ben, FILLED)) is None
    prepared(at, department=at.cast.marketing)
    assert is_approved_as_is(at.written(at.cast.ben, FILLED)) is None
    prepared(at, department=None, shortcut="shared")
    assert is_approved_as_is(at.written(at.cast.ben, FILLED)) is not None


def test_those_who_may_not_send_ask_all_the_same(at: Desk) -> None:
    prepared(at, text="The fare is paid back.")
    draft = at.written(at.cast.tim, "The fare is paid back.")
    assert [(need.step.department_id, need.names) for need in asks_for(draft)] == [(at.cast.service.pk, ())]
    Draft.objects.filter(pk=draft.pk).update(is_by_program=True)
    program = asks_for(Draft.objects.get(pk=draft.pk))
    assert [need.because for need in program] == [("A program wrote it, and a person answers for it.",)]
    at.cast.service.replies_need_lead = True
    at.cast.service.save()
    assert [need.step.role for need in asks_for(at.written(at.cast.ben, "The fare is paid back."))] == ["lead"]


@pytest.mark.parametrize("how", ["changed", "archived", "disapproved"])
def test_it_is_asked_again_when_it_leaves(at: Desk, how: str) -> None:
    response = prepared(at)
    row = queue(at.written(at.cast.ben, FILLED), by=at.cast.ben)
    if how == "changed":
        change(response, title="Refund", shortcut="refund", text="We pay no fare back.", by=at.cast.ana)
    elif how == "archived":
        archive(response, by=at.cast.ana)
    else:
        CannedResponse.objects.update(is_approved_as_is=False)
    Delivery.objects.filter(pk=row.pk).update(not_before=row.created_at)
    assert dispatch.start(row.pk) is None
    assert Draft.objects.get(pk=row.draft_id).state == "stale"


LEFT = "Hello {{contact.first_name}}, call {{ your number }}."


def test_no_way_out_for_what_is_not_filled_in(at: Desk) -> None:
    sentence = r"\{\{contact.first_name\}\} and \{\{ your number \}\} are not filled in"
    draft = at.written(at.cast.ben, LEFT)
    with pytest.raises(NotPossible, match=sentence):
        queue(draft, by=at.cast.ben)
    with pytest.raises(NotPossible, match=sentence):
        submit(draft, by=at.cast.ben)
    with pytest.raises(NotPossible, match=sentence):
        schedule(draft, at=draft.updated_at + LONGEST / 2, by=at.cast.ben)
    waiting = at.submitted()
    with pytest.raises(NotPossible, match=sentence):
        amend(waiting, text=LEFT, version=waiting.version, by=at.cast.ben)
    assert not Delivery.objects.exists()


def test_braces_that_are_no_variable_leave(at: Desk) -> None:
    draft = at.written(at.cast.ben, "Type {code} or }}{{ or {{ to end it.")
    assert queue(draft, by=at.cast.ben).state == "queued"
