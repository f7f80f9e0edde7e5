"""What holds at every address: refusals in one form, limits, unknown fields, tags and keys."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import tokens
from accounts.models import Event, KeptAnswer
from inbox.actions.assign import take, unassign
from inbox.models import Conversation, Label, Note
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
    return conversation(cast.channel)


def test_a_refusal_has_a_type_a_title_a_sentence_and_the_requests_number(ben: Program) -> None:
    answer = ben.get("/conversations/999/", X_Request_ID="mine-12345")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Request-ID"] == "mine-12345"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address, or it is closed to you.",
        "request_id": "mine-12345",
    }


def test_a_number_that_is_none_is_replaced(ben: Program) -> None:
    answer = ben.get("/conversations/", X_Request_ID="short")
    assert len(answer["X-Request-ID"]) == 32


def test_what_is_no_address_is_told_in_the_same_form(ben: Program) -> None:
    for method in ("get", "post", "delete"):
        answer = ben.ask(method, "/nowhere/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_wrong_method_is_named_with_the_right_ones(ben: Program, row: Conversation) -> None:
    answer = ben.delete(f"/conversations/{row.pk}/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert "DELETE" not in answer["Allow"]


def test_unknown_fields_are_refused_by_name(ben: Program, row: Conversation, cast: Cast) -> None:
    answer = ben.post(f"/conversations/{row.pk}/assign/", {"to": cast.ana.pk, "status": "resolved", "x": 1})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "Correct these fields: status, x."
    assert answer.json()["errors"] == [
        {"field": "status", "detail": "There is no such field here."},
        {"field": "x", "detail": "There is no such field here."},
    ]
    assert Event.objects.filter(verb="conversation.assign").count() == 0


def test_unknown_parameters_of_a_list_are_refused_too(ben: Program) -> None:
    answer = ben.get("/conversations/?colour=red")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "colour")


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=201", "?limit=x", "?after=nowhere", "?status=lost", "?since=yesterday", "?label=a"]
)
def test_senseless_parameters_are_refused(ben: Program, query: str) -> None:
    assert ben.get(f"/conversations/{query}").status_code == 400


@pytest.mark.parametrize("body", ["{", '{"to": ', "\x00", '["to"]', '"to"', "7", "null"])
def test_what_is_no_body_is_refused(ben: Program, row: Conversation, body: str) -> None:
    path = f"/conversations/{row.pk}/assign/"
    answer = _raw(ben, path, body)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_body_that_is_too_large_or_too_deep_is_refused(ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/note/"
    large = _raw(ben, path, '{"text": "' + "x" * (10 * 1024 * 1024) + '"}')
    deep = _raw(ben, path, "[" * 200_000)
    assert [answer.status_code for answer in (large, deep)] == [413, 400]
    assert large.json()["detail"] == "At most 10 MB are taken at once."


def _raw(program: Program, path: str, body: str) -> Any:
    shown = {"Authorization": f"Bearer {program.secret}"}
    return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=shown)


def test_each_answer_says_how_much_is_left(ben: Program) -> None:
    first, second = ben.get("/conversations/"), ben.get("/conversations/")
    assert first["RateLimit-Limit"] == "600"
    assert int(first["RateLimit-Remaining"]) - int(second["RateLimit-Remaining"]) == 1
    assert 0 < int(second["RateLimit-Reset"]) <= 60


def test_too_many_requests_of_a_token_are_refused(ben: Program, cast: Cast, settings: Any) -> None:
    settings.API_TOKEN_RATE = 2
    answers = [ben.get("/conversations/").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    refused = ben.get("/conversations/")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Remaining"] == "0"
    assert refused.json()["detail"].startswith("Too many requests. Try again in ")
    assert program_of(cast.ben).get("/conversations/").status_code == 200


def test_all_tokens_of_a_member_share_a_limit(ben: Program, cast: Cast, settings: Any) -> None:
    settings.API_MEMBER_RATE = 2
    other = program_of(cast.ben)
    assert [one.get("/conversations/").status_code for one in (ben, other, ben, other)] == [200, 200, 429, 429]
    assert program_of(cast.tim).get("/conversations/").status_code == 200


def test_what_is_refused_for_one_token_takes_nothing_from_the_others(ben: Program, cast: Cast, settings: Any) -> None:
    settings.API_TOKEN_RATE, settings.API_MEMBER_RATE = 2, 4
    other = program_of(cast.ben)
    assert [ben.get("/conversations/").status_code for _ in range(9)] == [200] * 2 + [429] * 7
    first = other.get("/conversations/")
    assert (first.status_code, first["RateLimit-Remaining"]) == (200, "1")
    assert [other.get("/conversations/").status_code for _ in range(2)] == [200, 429]


def test_what_is_refused_for_the_member_takes_nothing_from_the_token(ben: Program, cast: Cast, settings: Any) -> None:
    settings.API_TOKEN_RATE, settings.API_MEMBER_RATE = 3, 3
    other = program_of(cast.ben)
    assert [ben.get("/conversations/").status_code for _ in range(3)] == [200] * 3
    refused = [other.get("/conversations/") for _ in range(5)]
    assert {(answer.status_code, answer["RateLimit-Remaining"]) for answer in refused} == {(429, "0")}
    settings.API_MEMBER_RATE = 9
    assert [other.get("/conversations/").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_list_is_told_page_by_page_and_whole(cast: Cast, ben: Program) -> None:
    made = {conversation(cast.channel).pk for _ in range(7)}
    found, after = [], ""
    while True:
        page = ben.get(f"/conversations/?limit=3{after}").json()
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(found) == 7
    assert set(found) == made


def test_who_has_a_row_already_is_told_so(ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/"
    tag = ben.get(path)["ETag"]
    again = ben.get(path, If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == tag


def test_a_change_without_the_state_it_changes_is_refused_with_how_it_stands(cast: Cast) -> None:
    ana = program_of(cast.ana)
    label = ana.post("/labels/", {"name": "Refund", "department": cast.service.pk}).json()
    refused = ana.patch(f"/labels/{label['id']}/", {"name": "Refunds"})
    assert refused.status_code == 428
    assert refused.json()["present"] == label
    assert refused.json()["type"] == "urn:liaison:problem:no-precondition"


def test_a_change_of_another_state_is_refused_with_how_it_stands(cast: Cast) -> None:
    ana = program_of(cast.ana)
    made = ana.post("/labels/", {"name": "Refund", "department": cast.service.pk})
    path = f"/labels/{made.json()['id']}/"
    assert ana.patch(path, {"colour": "red"}, If_Match=made["ETag"]).status_code == 200
    refused = ana.patch(path, {"name": "Refunds"}, If_Match=made["ETag"])
    assert refused.status_code == 412
    assert refused.json()["present"]["colour"] == "red"
    assert Label.objects.get().name == "Refund"


def test_200_stale_writes_are_refused_with_the_present_state(cast: Cast) -> None:
    ana = program_of(cast.ana)
    made = ana.post("/labels/", {"name": "Refund", "department": cast.service.pk})
    path = f"/labels/{made.json()['id']}/"
    ana.patch(path, {"name": "Money back"}, If_Match=made["ETag"])
    answers = [ana.patch(path, {"name": f"Name {n}"}, If_Match=made["ETag"]) for n in range(200)]
    assert {answer.status_code for answer in answers} == {412}
    assert {answer.json()["present"]["name"] for answer in answers} == {"Money back"}
    assert Event.objects.filter(verb="label.change").count() == 1


def test_an_act_on_another_state_than_seen_is_refused(cast: Cast, ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/"
    tag = ben.get(path)["ETag"]
    take(row, by=cast.ana)
    refused = ben.post(f"{path}resolve/", {"outcome": "answered"}, If_Match=tag)
    assert refused.status_code == 412
    assert refused.json()["present"]["assignee"] == cast.ana.pk
    unassign(row, by=cast.ana)


def test_a_senseless_act_is_told_with_how_it_stands(ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/"
    ben.post(f"{path}resolve/", {"outcome": "spam"})
    refused = ben.post(f"{path}take/")
    assert refused.status_code == 409
    assert refused.json()["detail"] == "This conversation is resolved. Reopen it first."
    assert refused.json()["present"]["status"] == "resolved"


def test_the_same_key_and_body_has_one_effect_and_one_answer(ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/note/"
    first, second = (ben.post(path, {"text": "Called back."}, Idempotency_Key="n-1") for _ in range(2))
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Note.objects.count() == 1


def test_a_repeat_gets_the_headers_of_the_first_answer(cast: Cast) -> None:
    ana = program_of(cast.ana)
    refused = ana.post("/labels/", {"name": ""}, Idempotency_Key="l-1")
    assert refused.status_code == 400
    body = {"name": "Refund", "department": cast.service.pk}
    made, again = (ana.post("/labels/", body, Idempotency_Key="l-1") for _ in range(2))
    assert made.status_code == again.status_code == 201
    assert (made["ETag"], made["Location"]) == (again["ETag"], again["Location"])
    assert made["Location"].endswith(f"/api/v1/labels/{made.json()['id']}/")


def test_the_same_key_with_another_body_is_refused(ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/note/"
    ben.post(path, {"text": "Called back."}, Idempotency_Key="n-1")
    refused = ben.post(path, {"text": "Something else."}, Idempotency_Key="n-1")
    assert refused.status_code == 422
    assert Note.objects.count() == 1


def test_keys_of_others_are_their_own(cast: Cast, ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/note/"
    for program in (ben, program_of(cast.ana)):
        assert program.post(path, {"text": "Hello"}, Idempotency_Key="n-1").status_code == 200
    assert Note.objects.count() == 2


def test_keys_of_another_token_are_its_own_however_far_both_reach(cast: Cast, ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/take/"
    assert ben.post(path, Idempotency_Key="1").status_code == 200
    held = program_of(cast.ben, departments=[cast.marketing])
    assert held.post(path, Idempotency_Key="1").status_code == 404
    second = program_of(cast.ben)
    noted = second.post(f"/conversations/{row.pk}/note/", {"text": "Hello"}, Idempotency_Key="1")
    assert (noted.status_code, "Idempotency-Replayed" in noted) == (200, False)


def test_a_token_that_replaces_another_knows_its_keys(cast: Cast, ben: Program, row: Conversation) -> None:
    path = f"/conversations/{row.pk}/note/"
    ben.post(path, {"text": "Called back."}, Idempotency_Key="n-1")
    fresh = ben
    for _ in range(2):
        assert fresh.token is not None
        token, secret = tokens.rotate(fresh.token, overlap=timedelta(hours=1), by=cast.ben)
        fresh = Program(secret, token)
        again = fresh.post(path, {"text": "Called back."}, Idempotency_Key="n-1")
        assert again["Idempotency-Replayed"] == "true"
    assert Note.objects.count() == 1


@pytest.mark.parametrize("key", ["", "with space", "x" * 256, "ü"])
def test_a_key_that_is_none_is_refused(ben: Program, row: Conversation, key: str) -> None:
    assert ben.post(f"/conversations/{row.pk}/take/", Idempotency_Key=key).status_code == 400


def test_a_kept_answer_can_not_be_read_in_the_database(ben: Program, row: Conversation) -> None:
    ben.post(f"/conversations/{row.pk}/note/", {"text": "Her bank is Westbank."}, Idempotency_Key="n-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM accounts_keptanswer")
        assert "Westbank" not in cursor.fetchone()[0]
    assert "Westbank" in str(KeptAnswer.objects.get().answer)


@pytest.mark.django_db(transaction=True)
def test_50_parallel_repeats_have_one_effect(cast: Cast, settings: Any) -> None:
    settings.API_TOKEN_RATE = 1000
    row = conversation(cast.channel)
    ben = program_of(cast.ben)
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(ben.post(f"/conversations/{row.pk}/note/", {"text": "Once."}, Idempotency_Key="par-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [answer.status_code for answer in answers] == [200] * 50
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert Note.objects.count() == 1
    assert Event.objects.filter(verb="note.add").count() == 1


def test_moving_it_out_of_ones_sight_is_done_and_shows_nothing(cast: Cast) -> None:
    mia = program_of(cast.mia)
    row = conversation(channel(cast.marketing))
    answer = mia.post(f"/conversations/{row.pk}/move/", {"to": cast.hr.pk})
    assert (answer.status_code, answer.content) == (204, b"")
    assert mia.get(f"/conversations/{row.pk}/").status_code == 404
