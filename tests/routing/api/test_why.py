"""Why something is where it is, what was read in it, what people say instead, and what rules would have done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from inbox.models import Conversation
from routing.actions.rehearsal import carry_out
from routing.actions.route import route_messages
from routing.models import Correction, Reading, Rehearsal, RuleSetVersion, Spike, Tuning
from routing.rules import Step
from routing.score import PARTS
from tests.cast import Cast, channel, conversation
from tests.programs import program_of
from tests.routing.book import draft, rule, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast: Cast) -> Conversation:
    """A message that a rule raised."""
    rule(cast, "Money", says("money"), Step("priority", 4))
    made = conversation(cast.channel, "I want my money back!", sent_at=timezone.now() - timedelta(hours=1))
    route_messages([made.messages.get().pk])
    made.refresh_from_db()
    return made


def test_a_decision_is_explained_condition_by_condition(cast: Cast, row: Conversation) -> None:
    ben = program_of(cast.ben)
    (decision,) = ben.get(f"/rule-decisions/?conversation={row.pk}").json()["items"]
    assert decision["message"] == row.messages.get().pk
    trace = ben.get(f"/rule-decisions/{decision['id']}/trace/").json()
    (line,) = trace["why"]["rules"]
    assert (line["name"], line["state"], line["version"]) == ("Money", "won", 1)
    assert line["lines"][0]["found"] == ["money"]
    assert [piece["text"] for piece in trace["why"]["pieces"] if piece["marked"]] == ["money"]
    assert trace["version"] == RuleSetVersion.objects.latest("pk").pk
    assert trace["today"] == "The same rules decide today."
    assert len(trace["done"]) == 1


def test_decisions_about_what_is_closed_exist_for_nobody_else(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("priority", 4))
    hidden = conversation(channel(cast.hr), "My money, please.")
    route_messages([hidden.messages.get().pk])
    number = program_of(cast.hal).get("/rule-decisions/").json()["items"][0]["id"]
    reading = Reading.objects.filter(message__conversation=hidden).latest("pk").pk
    for member in (cast.ana, cast.nora):
        outside = program_of(member)
        assert outside.get("/rule-decisions/").json()["items"] == []
        assert outside.get("/readings/").json()["items"] == []
        for path in (f"/rule-decisions/{number}/", f"/rule-decisions/{number}/trace/", f"/readings/{reading}/"):
            assert outside.get(path).status_code == 404


def test_an_administrators_look_at_a_closed_trace_is_journalled(cast: Cast) -> None:
    rule(cast, "Money", says("money"), Step("priority", 4))
    hidden = conversation(channel(cast.hr), "My money, please.")
    route_messages([hidden.messages.get().pk])
    ada, number = program_of(cast.ada), program_of(cast.hal).get("/rule-decisions/").json()["items"][0]["id"]
    assert ada.get("/rule-decisions/").json()["items"] == []
    assert ada.get(f"/rule-decisions/{number}/trace/").status_code == 200
    assert Event.objects.get(verb="conversation.view_closed").conversation_id == hidden.pk


def test_the_wrong_department_is_told_and_taken_back(cast: Cast, row: Conversation) -> None:
    ana = program_of(cast.ana)
    answer = ana.post(f"/conversations/{row.pk}/correct/", {"to": cast.marketing.pk})
    assert answer.status_code == 200, answer.content
    assert answer.json()["department"] == cast.marketing.pk
    assert Correction.objects.get().right == cast.marketing
    assert ana.post(f"/conversations/{row.pk}/undo/").status_code == 200
    assert not Correction.objects.exists()
    row.refresh_from_db()
    assert row.department == cast.service


def test_a_reading_is_told_and_corrected(cast: Cast, row: Conversation) -> None:
    ben, message = program_of(cast.ben), row.messages.get()
    kinds = {one["kind"]: one for one in ben.get(f"/readings/?message={message.pk}").json()["items"]}
    assert {"language", "needs_reply", "sentiment"} <= kinds.keys()
    said = ben.post(f"/messages/{message.pk}/correct/", {"kind": "language", "value": "fr"})
    assert (said.status_code, said.json()["value"], said.json()["by"]) == (200, "fr", cast.ben.pk)
    assert said.json()["guess"] == kinds["language"]["value"]
    assert ben.post(f"/messages/{message.pk}/correct/", {"kind": "sentiment", "value": "odd"}).status_code == 409
    assert (
        program_of(cast.olga).post(f"/messages/{message.pk}/correct/", {"kind": "language", "value": "de"}).status_code
        == 403
    )
    assert Event.objects.filter(verb="message.correct").count() == 1


def test_a_rehearsal_is_a_job_with_progress_and_results(cast: Cast, row: Conversation) -> None:
    draft(cast, "Marketing’s", says("back"), Step("department", cast.marketing.pk))
    ada = program_of(cast.ada)
    begun = ada.post("/rehearsals/", {"new": "drafts", "days": 30}, Idempotency_Key="try-1")
    assert (begun.status_code, begun.json()["state"]) == (201, "running")
    assert (begun.json()["done"], begun.json()["total"]) == (0, 1)
    number = begun.json()["id"]
    while carry_out(number):
        pass
    told = ada.get(f"/rehearsals/{number}/").json()
    assert (told["state"], told["done"], told["figures"]["moved"]) == ("finished", 1, 1)
    (moved,) = ada.get(f"/rehearsed-conversations/?rehearsal={number}&show=moved").json()["items"]
    assert (moved["conversation"], moved["new_department"]) == (row.pk, cast.marketing.pk)
    assert ada.get(f"/rehearsed-conversations/?rehearsal={number}&show=disagreed").status_code == 200
    row.refresh_from_db()
    assert row.department == cast.service


def test_a_rehearsal_is_stopped_and_one_of_nothing_is_refused(cast: Cast, row: Conversation) -> None:
    ada = program_of(cast.ada)
    begun = ada.post("/rehearsals/").json()
    assert ada.post(f"/rehearsals/{begun['id']}/stop/").json()["state"] == "stopped"
    for body in ({"new": "with-999"}, {"new": "all"}, {"days": 0}, {"view": 999}):
        assert ada.post("/rehearsals/", body).status_code == 400, body
    assert Rehearsal.objects.count() == 1


def test_a_pasted_post_is_tried_and_nothing_is_kept(cast: Cast, row: Conversation) -> None:
    ada, ana, body = program_of(cast.ada), program_of(cast.ana), {"text": "Money, money", "channel": cast.channel.pk}
    count = Event.objects.count()
    told = ada.post("/rehearsals/try/", body)
    assert told.status_code == 200, told.content
    assert [(one["name"], one["state"]) for one in told.json()["rules"]] == [("Money", "won")]
    assert ana.post("/rehearsals/try/", body).status_code == 403
    assert (Event.objects.count(), Conversation.objects.count()) == (count, 1)


def test_spikes_are_told_to_those_who_may_see_one_of_their_posts(cast: Cast, row: Conversation) -> None:
    hidden = conversation(channel(cast.hr))
    facts = {"raised_at": timezone.now(), "posts": 20, "usual": 1.0, "sigmas": 9.0}
    spike = Spike.objects.create(channel=cast.channel, **facts)
    spike.messages.set([row.messages.get(), hidden.messages.get()])
    closed = Spike.objects.create(channel=hidden.channel, ended_at=timezone.now(), **facts)
    closed.messages.set([hidden.messages.get()])
    (told,) = program_of(cast.ben).get("/spikes/").json()["items"]
    assert (told["id"], told["messages"]) == (spike.pk, [row.messages.get().pk])
    assert program_of(cast.ben).get(f"/spikes/{closed.pk}/").status_code == 404
    ada = program_of(cast.ada)
    assert [one["id"] for one in ada.get("/spikes/?standing=true").json()["items"]] == [spike.pk]
    assert [one["id"] for one in ada.get("/spikes/?standing=false").json()["items"]] == [closed.pk]


def test_weights_and_limits_are_set(cast: Cast) -> None:
    ada = program_of(cast.ada)
    (before,) = ada.get("/tuning/").json()["items"]
    weights = dict.fromkeys(PARTS, 10)
    assert before["weights"].keys() == weights.keys()
    assert ada.post("/tuning/weigh/", weights).json()["weights"] == weights
    assert ada.post("/tuning/tune/", {"sigmas": 6, "posts": 30, "hours": 24}).json()["spike_posts"] == 30
    assert ada.post("/tuning/weigh/", dict.fromkeys(PARTS, 0)).status_code == 409
    assert ada.post("/tuning/weigh/", {**weights, "luck": 3}).status_code == 400
    assert ada.post("/tuning/tune/", {"sigmas": 0, "posts": 1, "hours": 1}).status_code == 400
    assert Tuning.now().weighing == weights
    assert program_of(cast.ana).post("/tuning/weigh/", weights).status_code == 403
