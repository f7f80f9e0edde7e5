"""Acts on many for programs: within the reach of the token that began them, with a result for each that was named."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.actions import memberships, tokens
from accounts.models import Event, Role, Token
from inbox.actions import bulk
from inbox.models import BulkJob, Conversation
from inbox.tasks import carry_out_bulk
from tests.cast import Cast, channel, conversation
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db
SPAM = {"act": "resolve", "arguments": {"outcome": "spam"}}


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """A conversation of Customer Service."""
    return conversation(cast.channel)


def begun(program: Program, *rows: Conversation, **body: Any) -> BulkJob:
    """The job that a program begins."""
    answer = program.post("/bulk/", {**SPAM, "conversations": [one.pk for one in rows], **body})
    assert answer.status_code == 201, answer.content
    return BulkJob.objects.get(pk=answer.json()["id"])


def finish(job: BulkJob) -> BulkJob:
    """A worker carries it out."""
    carry_out_bulk(job.pk)
    job.refresh_from_db()
    return job


def results(program: Program, job: BulkJob) -> list[tuple[int | None, str, str]]:
    """What the program is told of each."""
    items = program.get(f"/bulk-items/?job={job.pk}").json()["items"]
    return sorted((one["conversation"] or 0, one["state"], one["reason"]) for one in items)


def status(row: Conversation) -> str:
    """As it stands now."""
    row.refresh_from_db()
    return row.status


def test_a_job_does_no_more_than_its_token_does_by_itself(cast: Cast, row: Conversation) -> None:
    held = program_of(cast.ada, departments=[cast.service])
    assert held.post(f"/conversations/{row.pk}/resolve/", {"outcome": "spam"}).status_code == 403
    job = finish(begun(held, row))
    assert results(held, job) == [(row.pk, "skipped", "This needs the role Agent or more in Customer Service.")]
    assert status(row) == "open"


def test_what_leaves_the_reach_of_the_token_is_left_alone(cast: Cast, row: Conversation) -> None:
    memberships.grant(cast.ana, department=cast.marketing, role=Role.LEAD, by=cast.ada)
    held = program_of(cast.ana, departments=[cast.service])
    job = begun(held, row)
    program_of(cast.ana).post(f"/conversations/{row.pk}/move/", {"to": cast.marketing.pk})
    assert results(held, finish(job)) == [(row.pk, "skipped", "It is closed to you now.")]
    assert status(row) == "open"


def test_a_held_token_neither_sees_nor_takes_back_what_was_begun_beyond_it(cast: Cast, row: Conversation) -> None:
    memberships.grant(cast.ana, department=cast.marketing, role=Role.LEAD, by=cast.ada)
    rows = Conversation.objects.visible_to(cast.ana).filter(pk=row.pk)
    by_page = finish(bulk.start("resolve", by=cast.ana, arguments=SPAM["arguments"], rows=rows))  # type: ignore[arg-type]
    by_another = begun(program_of(cast.ana, departments=[cast.service]), conversation(cast.channel))
    held = program_of(cast.ana, departments=[cast.marketing])
    assert held.get("/bulk/").json()["items"] == []
    for job in (by_page, by_another):
        assert held.get(f"/bulk/{job.pk}/").status_code == 404
        assert held.get(f"/bulk-items/?job={job.pk}").json()["items"] == []
        assert held.post(f"/bulk/{job.pk}/undo/").status_code == 404
        assert held.post(f"/bulk/{job.pk}/stop/").status_code == 404
    assert status(row) == "resolved"
    assert {job["id"] for job in program_of(cast.ana).get("/bulk/").json()["items"]} == {by_page.pk, by_another.pk}


def test_a_held_token_takes_back_what_was_begun_within_it(cast: Cast, row: Conversation) -> None:
    job = finish(begun(program_of(cast.ana, departments=[cast.service]), row))
    other = program_of(cast.ana, departments=[cast.service, cast.marketing])
    undone = other.post(f"/bulk/{job.pk}/undo/")
    assert undone.status_code == 200
    finish(BulkJob.objects.get(pk=undone.json()["id"]))
    assert status(row) == "open"


def test_each_act_of_a_job_names_the_token_in_the_journal(cast: Cast, row: Conversation) -> None:
    ana = program_of(cast.ana)
    finish(begun(ana, row))
    assert ana.token is not None
    assert Event.objects.get(verb="conversation.resolve").data["token"] == ana.token.pk


def test_a_job_stops_when_its_token_is_revoked(cast: Cast, row: Conversation) -> None:
    ana = program_of(cast.ana)
    job = begun(ana, row)
    assert ana.token is not None
    tokens.revoke(ana.token, by=cast.ana)
    assert finish(job).state == "stopped"
    assert status(row) == "open"
    stopped = Event.objects.get(verb="bulk.stop")
    assert (stopped.actor_kind, stopped.data) == ("system", {"because": "token"})


def test_a_job_stops_when_its_token_ends_and_when_its_member_leaves(cast: Cast, row: Conversation) -> None:
    ana, ben = program_of(cast.ana), program_of(cast.ben)
    ended, left = begun(ana, row), begun(ben, row)
    assert ana.token is not None
    Token.objects.filter(pk=ana.token.pk).update(expires_at=timezone.now())
    cast.ben.is_active = False
    cast.ben.save()
    assert [finish(job).state for job in (ended, left)] == ["stopped", "stopped"]
    assert status(row) == "open"


def test_a_token_that_ends_in_the_middle_ends_the_rest(cast: Cast, row: Conversation, monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    ana = program_of(cast.ana)
    job = begun(ana, row, conversation(channel(cast.service)))
    bulk.carry_out(job.pk, seconds=0)
    assert ana.token is not None
    tokens.revoke(ana.token, by=cast.ana)
    assert finish(job).state == "stopped"
    assert sorted(job.items.values_list("state", flat=True)) == ["done", "waiting"]


SENSELESS = {
    "?asignee=nobody": "asignee",
    "?assignee=Ana&since=yesterday": "assignee",
    "?since=yesterday": "since",
    "?status=open,lost": "status",
    "?priority=high,": "priority",
    "?assignee=": "assignee",
    "?assignee=me&assignee=nobody": "assignee",
    "?limit=50": "limit",
    "?view=mine": "view",
    "?sort=colour": "sort",
    "/inbox/?assignee=me": "/inbox/?assignee",
}


@pytest.mark.parametrize(("address", "named"), SENSELESS.items())
def test_a_list_that_makes_no_sense_is_no_list(cast: Cast, row: Conversation, address: str, named: str) -> None:
    ana = program_of(cast.ana)
    given = {"name": "Mine", "query": address}
    shared = {**given, "department": cast.service.pk}
    asked = [
        ("list", ana.post("/bulk/", {**SPAM, "list": address})),
        ("query", ana.post("/views/", given)),
        ("query", ana.post("/views/share/", shared)),
    ]
    for field, answer in asked:
        assert answer.status_code == 400, address
        assert f"{field}.{named}" in {mistake["field"] for mistake in answer.json()["errors"]}
    assert not BulkJob.objects.exists()


def test_a_saved_view_is_changed_to_a_list_that_makes_sense_only(cast: Cast) -> None:
    ana = program_of(cast.ana)
    made = ana.post("/views/", {"name": "Mine", "query": "assignee=me&status=pending,open"}).json()
    assert made["query"] == "?assignee=me&status=open,pending"
    assert ana.change(f"/views/{made['id']}/", {"query": "?asignee=me"}).status_code == 400
    assert ana.change(f"/views/{made['id']}/", {"name": "Ours"}).json()["query"] == made["query"]


def test_the_list_of_a_page_is_the_list_of_a_job(cast: Cast, row: Conversation) -> None:
    pressing = conversation(cast.channel)
    ana = program_of(cast.ana)
    ana.post(f"/conversations/{pressing.pk}/prioritise/", {"priority": "urgent"})
    answer = ana.post("/bulk/", {**SPAM, "list": "?priority=high,urgent&status=all&sort=oldest"})
    assert (answer.status_code, answer.json()["total"]) == (201, 1)
    finish(BulkJob.objects.get(pk=answer.json()["id"]))
    assert (status(pressing), status(row)) == ("resolved", "open")
    assert ana.post("/bulk/", {"act": "take", "list": ""}).json()["total"] == 1


def test_each_number_that_was_named_has_its_result(cast: Cast, row: Conversation) -> None:
    hidden = conversation(channel(cast.hr))
    ana = program_of(cast.ana)
    answer = ana.post("/bulk/", {**SPAM, "conversations": [row.pk, 999_999, hidden.pk, row.pk]})
    assert (answer.json()["total"], answer.json()["skipped"]) == (3, 2)
    job = finish(BulkJob.objects.get(pk=answer.json()["id"]))
    nothing = "There is none with this number, or it is closed to you."
    assert results(ana, job) == sorted(
        [(row.pk, "done", ""), (hidden.pk, "skipped", nothing), (999_999, "skipped", nothing)]
    )
    told = ana.get(f"/bulk/{job.pk}/").json()
    assert (told["state"], told["done"], told["skipped"]) == ("finished", 1, 2)
    assert status(hidden) == "open"
