"""The feed of events: whole, in order, once, and in each token's rights."""

from __future__ import annotations

import json
import threading

import httpx
import pytest
from django.db import connection, transaction

from accounts.actions import absences, tokens
from accounts.models import Event, Member
from inbox.actions.assign import take
from inbox.actions.follow import follow
from inbox.actions.note import add_note
from tests.cast import Cast, channel, conversation
from tests.programs import Program, program_of
from tests.running import eventually, running


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's one transaction is never settled: here its rows count as if it were."""
    monkeypatch.setattr("accounts.models.event.EventQuerySet.settled", lambda self: self.all())


def verbs(program: Program, query: str = "") -> list[str]:
    """The verbs that one is told of."""
    return [event["verb"] for event in program.get(f"/events/{query}").json()["items"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_it_is_told_page_by_page_once_and_in_order(cast: Cast) -> None:
    row = conversation(cast.channel)
    for number in range(5):
        add_note(row, text=f"Note {number}", by=cast.ana)
    ben, found, after = program_of(cast.ben), [], ""
    while True:
        page = ben.get(f"/events/?limit=2&conversation={row.pk}{after}").json()
        found += [event["id"] for event in page["items"]]
        after = f"&after={page['next']}"
        if not page["more"]:
            break
    assert found == list(Event.objects.filter(conversation_id=row.pk).order_by("id").values_list("id", flat=True))
    again = ben.get(f"/events/?conversation={row.pk}{after}").json()
    assert (again["items"], f"&after={again['next']}") == ([], after)
    add_note(row, text="One more", by=cast.ana)
    assert verbs(ben, f"?conversation={row.pk}{after}") == ["note.add"]


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_an_event_has_numbers_and_facts_and_no_text(cast: Cast) -> None:
    row = conversation(cast.channel, "Where is my refund?")
    add_note(row, text="She is angry.", by=cast.ana)
    told = program_of(cast.ben).get(f"/events/?conversation={row.pk}&verb=note.add").json()
    (event,) = told["items"]
    assert (event["actor_kind"], event["actor_id"]) == ("member", str(cast.ana.pk))
    assert (event["conversation_id"], event["department_id"]) == (row.pk, cast.service.pk)
    assert "angry" not in str(told)
    assert "refund" not in str(told)


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_what_is_closed_is_told_to_those_inside_and_to_administrators(cast: Cast) -> None:
    secret = conversation(channel(cast.hr))
    for member, sees in ((cast.ben, False), (cast.nora, False), (cast.hal, True), (cast.ada, True)):
        found = program_of(member).get(f"/events/?conversation={secret.pk}").json()["items"]
        assert bool(found) is sees, member


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_absences_and_what_others_follow_are_nobodys_matter(cast: Cast) -> None:
    row = conversation(cast.channel)
    follow(row, by=cast.ana)
    day = Event.objects.latest("id").recorded_at.date()
    absences.plan(cast.ana, kind="sick", starts_on=day, ends_on=day, by=cast.ana)
    assert not {"conversation.follow", "absence.plan"} & set(verbs(program_of(cast.ben), "?limit=200"))
    assert {"conversation.follow", "absence.plan"} <= set(verbs(program_of(cast.ana), "?limit=200"))


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_token_held_to_a_department_is_told_of_that_one(cast: Cast) -> None:
    here, there = conversation(cast.channel), conversation(channel(cast.marketing))
    held = program_of(cast.ada, departments=[cast.marketing])
    assert held.get(f"/events/?conversation={here.pk}").json()["items"] == []
    assert held.get(f"/events/?conversation={there.pk}").json()["items"] != []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["?after=x", "?after=1", "?after=1.2.3", "?after=99999999999999999999.1", "?verb=a.b"]
)
def test_what_is_no_place_or_verb_is_refused(cast: Cast, query: str) -> None:
    assert program_of(cast.ben).get(f"/events/{query}").status_code == 400


@pytest.mark.django_db
def test_it_needs_its_scope(cast: Cast) -> None:
    refused = program_of(cast.ben, scopes=["conversations.write"]).get("/events/")
    assert (refused.status_code, refused.json()["detail"]) == (403, "This token lacks the scope events.read.")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_skipped_when_an_earlier_act_commits_later(cast: Cast) -> None:
    slow_row, quick_row = conversation(cast.channel), conversation(cast.channel)
    ben = program_of(cast.ben)
    start = ben.get("/events/?limit=200").json()["next"]
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                take(slow_row, by=Member.objects.get(pk=cast.ana.pk))
                begun.set()
                go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert begun.wait(30)
    take(quick_row, by=cast.ben)
    early = ben.get(f"/events/?after={start}").json()
    go_on.set()
    thread.join(30)
    late = ben.get(f"/events/?after={early['next']}").json()
    told = [
        event["conversation_id"] for event in early["items"] + late["items"] if event["verb"] == "conversation.take"
    ]
    assert told == [slow_row.pk, quick_row.pk]
    assert early["items"] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("settled")
def test_a_stream_goes_on_where_it_broke_off_and_refuses_as_the_feed_does(cast: Cast) -> None:
    row, ben = conversation(cast.channel), program_of(cast.ben)
    here = ben.get("/events/?limit=200").json()["next"]
    add_note(row, text="One", by=cast.ana)
    answer = ben.get("/events/stream/", Last_Event_ID=here)
    lines = answer.content.decode().splitlines()
    assert (answer["Content-Type"], lines[1]) == ("text/event-stream", "event: note.add")
    assert json.loads(lines[2].removeprefix("data: "))["conversation_id"] == row.pk
    assert ben.get("/events/stream/", Last_Event_ID=lines[0].removeprefix("id: ")).content == b""
    assert ben.get("/events/stream/").content == b"", "without a place it begins now"
    assert ben.get("/events/stream/?after=yesterday").status_code == 400
    assert Program("nothing").get("/events/stream/").status_code == 401
    assert program_of(cast.ben, scopes=["contacts.read"]).get("/events/stream/").status_code == 403
    assert ben.get("/events/stream/", Accept="text/event-stream").status_code == 200


def test_a_stream_tells_of_each_act_as_it_happens_until_the_token_ends(transactional_db: None, cast: Cast) -> None:
    row, ben = conversation(cast.channel), program_of(cast.ben)
    hidden = conversation(channel(cast.hr, is_closed=True))
    told: list[str] = []
    with running(workers=False) as product:
        address = f"{product.url}/api/v1/events/stream/?verb=note.add"
        ended = threading.Event()

        def listen() -> None:
            with httpx.stream("GET", address, headers={"Authorization": f"Bearer {ben.secret}"}, timeout=60) as answer:
                told.append(str(answer.status_code))
                told.extend(line for line in answer.iter_lines() if line.startswith("data: "))
            ended.set()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        eventually(lambda: told == ["200"])
        add_note(hidden, text="Closed.", by=cast.hal)
        add_note(row, text="Open.", by=cast.ana)
        eventually(lambda: len(told) == 2)
        assert json.loads(told[1].removeprefix("data: "))["conversation_id"] == row.pk
        assert ben.token is not None
        tokens.revoke(ben.token, by=cast.ben)
        assert ended.wait(20)
