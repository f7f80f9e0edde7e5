"""Conversations for programs: the filters of the page, and every act with the same result and the same event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Event
from inbox.actions.assign import assign
from inbox.actions.bulk import carry_out
from inbox.actions.label import label
from inbox.models import Conversation, Label
from tests.cast import Cast, channel, conversation
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Program:
    """A program of an agent."""
    return program_of(cast.ben)


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """A conversation of Customer Service."""
    return conversation(cast.channel, "Where is my refund?")


def test_a_conversation_is_told_with_numbers_of_what_it_belongs_to(cast: Cast, ben: Program, row: Conversation) -> None:
    told = ben.get(f"/conversations/{row.pk}/").json()
    assert (told["department"], told["channel"], told["assignee"]) == (cast.service.pk, cast.channel.pk, None)
    assert (told["status"], told["outcome"], told["priority"]) == ("open", "", "normal")
    assert (told["author_name"], told["preview"]) == ("Mira Castellanos", "Where is my refund?")


def test_the_number_of_queries_does_not_grow_with_the_list(
    cast: Cast, ben: Program, django_assert_max_num_queries: Any
) -> None:
    Label.objects.create(name="Refund")
    for _ in range(11):
        label(conversation(cast.channel), name="Refund", by=cast.ana)
    with django_assert_max_num_queries(8):
        assert len(ben.get("/conversations/").json()["items"]) == 11


def test_the_list_takes_the_filters_of_the_page(cast: Cast, ben: Program, row: Conversation) -> None:
    other = conversation(channel(cast.marketing))
    assign(row, to=cast.ben, by=cast.ana)
    asked = {
        "?assignee=me": {row.pk},
        "?assignee=nobody": {other.pk},
        "?department=marketing": {other.pk},
        f"?channel={cast.channel.pk}": {row.pk},
        "?status=resolved": set(),
        "?status=all": {row.pk, other.pk},
        "?privacy=private": set(),
        "?sort=oldest": {row.pk, other.pk},
    }
    for query, expected in asked.items():
        answer = ben.get(f"/conversations/{query}")
        assert {one["id"] for one in answer.json()["items"]} == expected, query


@pytest.mark.parametrize(
    ("word", "body", "told"),
    [
        ("take", {}, {"assignee": "ben"}),
        ("assign", {"to": "ana"}, {"assignee": "ana"}),
        ("move", {"to": "marketing"}, {"department": "marketing"}),
        ("resolve", {"outcome": "no_reply_needed"}, {"status": "resolved", "outcome": "no_reply_needed"}),
        ("snooze", {"until": "later"}, {"status": "snoozed"}),
        ("prioritise", {"priority": "urgent"}, {"priority": "urgent"}),
        ("follow", {}, {"status": "open"}),
    ],
)
def test_an_act_answers_with_how_it_stands_and_leaves_its_event(
    cast: Cast, row: Conversation, word: str, body: dict[str, Any], told: dict[str, Any]
) -> None:
    ben = program_of(cast.ben)
    numbers = {"ben": cast.ben.pk, "ana": cast.ana.pk, "marketing": cast.marketing.pk}
    later = (timezone.now() + timedelta(days=2)).isoformat()
    given = {name: later if value == "later" else numbers.get(value, value) for name, value in body.items()}
    answer = ben.post(f"/conversations/{row.pk}/{word}/", given)
    assert answer.status_code == 200, answer.content
    assert {name: answer.json()[name] for name in told} == {n: numbers.get(v, v) for n, v in told.items()}
    assert answer["ETag"] == ben.get(f"/conversations/{row.pk}/")["ETag"]
    assert Event.objects.filter(verb=f"conversation.{word}", subject_id=row.pk).count() == 1


def test_page_and_api_give_the_same_result_and_the_same_event(cast: Cast, ben: Program) -> None:
    by_page, by_api = conversation(cast.channel), conversation(cast.channel)
    browser = Client()
    browser.force_login(cast.ben)
    browser.post(f"/inbox/{by_page.pk}/resolve/", {"outcome": "answered"})
    ben.post(f"/conversations/{by_api.pk}/resolve/", {"outcome": "answered"})
    facts = []
    for one in (by_page, by_api):
        one.refresh_from_db()
        event = Event.objects.get(verb="conversation.resolve", subject_id=one.pk)
        event.data.pop("token", None)
        facts.append((one.status, one.outcome, event.actor_id, event.department_id, event.data))
    assert facts[0] == facts[1]


def test_undo_takes_back_what_the_program_did_last(ben: Program, row: Conversation) -> None:
    ben.post(f"/conversations/{row.pk}/resolve/", {"outcome": "spam"})
    assert ben.post(f"/conversations/{row.pk}/undo/").json()["status"] == "open"
    assert ben.post(f"/conversations/{row.pk}/undo/").status_code == 409


def test_two_conversations_are_merged_and_taken_apart(cast: Cast, ben: Program, row: Conversation) -> None:
    part = conversation(cast.channel)
    assert ben.post(f"/conversations/{part.pk}/merge/", {"into": row.pk}).status_code in (200, 204)
    assert ben.get(f"/conversations/{part.pk}/").status_code == 404
    assert ben.post(f"/conversations/{row.pk}/unmerge/", {"part": part.pk}).status_code == 200
    assert ben.get(f"/conversations/{part.pk}/").status_code == 200


def test_labels_are_put_on_and_taken_off(cast: Cast, ben: Program, row: Conversation) -> None:
    ana = program_of(cast.ana)
    number = ana.post("/labels/", {"name": "Refund", "department": cast.service.pk}).json()["id"]
    assert ben.post(f"/conversations/{row.pk}/label/", {"name": "Refund"}).json()["labels"] == [number]
    assert [one["id"] for one in ben.get(f"/conversations/?label={number}").json()["items"]] == [row.pk]
    assert ben.post(f"/conversations/{row.pk}/unlabel/", {"name": "Refund"}).json()["labels"] == []


def test_messages_and_notes_are_told_by_conversation(cast: Cast, ben: Program, row: Conversation) -> None:
    conversation(cast.channel, "Another matter")
    ben.post(f"/conversations/{row.pk}/note/", {"text": "Called back."})
    messages = ben.get(f"/messages/?conversation={row.pk}").json()["items"]
    assert [(one["text"], one["author_name"], one["is_ours"]) for one in messages] == [
        ("Where is my refund?", "Mira Castellanos", False)
    ]
    notes = ben.get(f"/notes/?conversation={row.pk}").json()["items"]
    assert [(one["text"], one["author"]) for one in notes] == [("Called back.", cast.ben.pk)]
    assert len(ben.get("/messages/").json()["items"]) == 2


def test_an_administrators_look_into_what_is_closed_is_journalled(cast: Cast) -> None:
    secret = conversation(channel(cast.hr), "About my manager")
    ada = program_of(cast.ada, scopes=["conversations.read"])
    assert "About my manager" not in str(ada.get("/messages/").json())
    assert Event.objects.filter(verb="conversation.view_closed").count() == 0
    assert "About my manager" in str(ada.get(f"/messages/?conversation={secret.pk}").json())
    assert ada.get(f"/conversations/{secret.pk}/").status_code == 200
    assert Event.objects.filter(verb="conversation.view_closed", subject_id=secret.pk).count() == 2


def test_many_conversations_are_a_job_with_a_result_for_each(cast: Cast, ben: Program, row: Conversation) -> None:
    hidden = conversation(channel(cast.hr))
    body = {"act": "assign", "arguments": {"to": cast.ana.pk}, "conversations": [row.pk, hidden.pk]}
    made = ben.post("/bulk/", body)
    assert (made.status_code, made.json()["total"], made.json()["state"]) == (201, 2, "running")
    carry_out(made.json()["id"])
    job = ben.get(f"/bulk/{made.json()['id']}/").json()
    assert (job["done"], job["skipped"], job["state"]) == (1, 1, "finished")
    items = ben.get(f"/bulk-items/?job={job['id']}").json()["items"]
    assert {(one["conversation"], one["state"]) for one in items} == {(row.pk, "done"), (hidden.pk, "skipped")}
    undone = ben.post(f"/bulk/{job['id']}/undo/")
    assert (undone.status_code, undone.json()["undoes"]) == (200, job["id"])


@pytest.mark.parametrize(
    "body",
    [
        {"act": "assign", "conversations": [1]},
        {"act": "assign", "arguments": {"to": 0}, "conversations": [1]},
        {"act": "explode", "conversations": [1]},
        {"act": "take"},
        {"act": "take", "conversations": [1], "list": ""},
        {"act": "take", "arguments": {"to": 1}, "conversations": [1]},
    ],
)
def test_senseless_jobs_are_refused(ben: Program, body: dict[str, Any]) -> None:
    assert ben.post("/bulk/", body).status_code == 400


def test_a_whole_list_can_be_the_matter_of_a_job(cast: Cast, ben: Program, row: Conversation) -> None:
    conversation(channel(cast.marketing))
    made = ben.post("/bulk/", {"act": "take", "list": "?department=customer-service"})
    assert (made.json()["total"], made.json()["query"]) == (1, "?department=customer-service")
