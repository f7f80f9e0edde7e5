"""Rules and word lists for programs: written, ordered, switched, put away, brought back; as on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Event
from routing.models import Rule, RuleState, WordList
from routing.rules import Step
from routing.stored_rules import newest
from tests.cast import Cast
from tests.programs import Program, program_of
from tests.routing.book import draft, rule, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast: Cast) -> Program:
    """An administrator's program."""
    return program_of(cast.ada)


def written(cast: Cast, **fields: Any) -> dict[str, Any]:
    """A rule as programs send one."""
    steps = [{"kind": "department", "value": cast.marketing.pk}, {"kind": "stop"}]
    return {"name": "Money", "trigger": "received", "tree": says("refund"), "steps": steps, **fields}


def test_a_rule_is_made_a_draft_and_put_to_work(cast: Cast, ada: Program) -> None:
    made = ada.post("/rules/", written(cast))
    assert (made.status_code, made.json()["state"], made.json()["number"]) == (201, "draft", 1)
    assert made.json()["steps"][1] == {"kind": "stop", "value": None}
    before = newest()
    active = ada.post(f"/rules/{made.json()['id']}/activate/")
    assert (active.status_code, active.json()["state"]) == (200, "active")
    assert newest() != before
    paused = ada.post(f"/rules/{made.json()['id']}/pause/")
    assert paused.json()["state"] == "paused"
    verbs = list(Event.objects.filter(verb__startswith="rule.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["rule.create", "rule.activate", "rule.pause"]


def test_what_makes_no_sense_is_refused_with_a_sentence(cast: Cast, ada: Program) -> None:
    for body in (
        written(cast, tree={"all": [{"field": "moon", "op": "is", "value": ["full"]}]}),
        written(cast, steps=[{"kind": "department", "value": 999_999}]),
        written(cast, trigger="never"),
    ):
        refused = ada.post("/rules/", body)
        assert refused.status_code == 409
        assert refused.json()["detail"].endswith(".")
    assert ada.post("/rules/", written(cast, steps=[])).status_code == 400
    assert ada.post("/rules/", written(cast, state="active")).json()["errors"][0]["field"] == "state"
    assert not Rule.objects.exists()


def test_a_change_keeps_what_it_does_not_name_and_how_it_read_before(cast: Cast, ada: Program) -> None:
    path = f"/rules/{rule(cast, 'Money', says('refund'), *_steps(cast)).pk}/"
    changed = ada.change(path, {"tree": says("refund", "money back")})
    assert (changed.status_code, changed.json()["number"], changed.json()["name"]) == (200, 2, "Money")
    number = changed.json()["id"]
    versions = ada.get(f"/rule-versions/?rule={number}").json()["items"]
    assert [(one["number"], one["by"]) for one in versions] == [(2, cast.ada.pk), (1, cast.ada.pk)]
    restored = ada.post(f"{path}restore/", {"version": 1})
    assert (restored.status_code, restored.json()["number"]) == (200, 3)
    assert restored.json()["tree"] == says("refund")
    assert ada.post(f"{path}restore/", {"version": 9}).status_code == 400


def test_a_stale_change_is_refused_with_how_it_reads(cast: Cast, ada: Program) -> None:
    made = ada.post("/rules/", written(cast))
    path = f"/rules/{made.json()['id']}/"
    ada.patch(path, {"name": "Refunds"}, If_Match=made["ETag"])
    refused = ada.patch(path, {"name": "Money back"}, If_Match=made["ETag"])
    assert (refused.status_code, refused.json()["present"]["name"]) == (412, "Refunds")


def test_the_order_is_changed_and_an_archived_rule_stays_away(cast: Cast, ada: Program) -> None:
    first, second = (draft(cast, name, says(name), *_steps(cast)) for name in ("One", "Two"))
    assert ada.post(f"/rules/{second.pk}/move/", {"place": 1}).json()["position"] == 1
    assert ada.get(f"/rules/{first.pk}/").json()["position"] == 2
    assert ada.post(f"/rules/{first.pk}/archive/").json()["state"] == "archived"
    assert ada.post(f"/rules/{first.pk}/activate/").status_code == 409
    assert [one["id"] for one in ada.get("/rules/?state=draft").json()["items"]] == [second.pk]
    assert [one["id"] for one in ada.get("/rules/?q=on").json()["items"]] == [first.pk]


def test_all_rules_are_one_text_and_back(cast: Cast, ada: Program) -> None:
    rule(cast, "Money", says("refund"), *_steps(cast))
    text = ada.get("/rules/text/").json()["text"]
    assert "Money" in text
    taken = ada.post("/rules/take-in/", {"text": text.replace("refund", "money back")})
    assert (taken.status_code, [one["name"] for one in taken.json()]) == (200, ["Money"])
    assert Rule.objects.get().tree == says("money back")
    assert ada.post("/rules/take-in/", {"text": "rules: 7"}).status_code == 409


def test_rules_are_administrators_matter(cast: Cast) -> None:
    number = rule(cast, "Money", says("refund"), *_steps(cast)).pk
    ana = program_of(cast.ana)
    for name in ("rules", "rule-versions", "word-lists", "word-list-versions", "rehearsals", "tuning"):
        assert ana.get(f"/{name}/").status_code == 403, name
    for path in (f"/rules/{number}/", "/rules/text/"):
        assert ana.get(path).status_code == 403
    assert ana.post(f"/rules/{number}/pause/").status_code == 403
    assert ana.post("/rules/", written(cast)).status_code == 403
    assert Rule.objects.get().state == RuleState.ACTIVE


def test_a_token_without_the_scope_reads_no_rules(cast: Cast) -> None:
    other = program_of(cast.ada, scopes=["setup.write", "conversations.write"])
    for path in ("/rules/", "/rules/text/", "/rehearsals/"):
        refused = other.get(path)
        assert (refused.status_code, refused.json()["detail"]) == (403, "This token lacks the scope rules.read.")


def test_a_word_list_is_kept_changed_brought_back_and_put_away(cast: Cast, ada: Program) -> None:
    made = ada.post("/word-lists/", {"name": "Delays", "words": ["late"], "is_topic": True})
    assert (made.status_code, made.json()["kind"]) == (201, "words")
    path, number = f"/word-lists/{made.json()['id']}/", made.json()["id"]
    changed = ada.change(path, {"words": ["late", "cancel*"]})
    assert (changed.json()["number"], changed.json()["is_topic"]) == (2, True)
    assert [one["words"] for one in ada.get(f"/word-list-versions/?word_list={number}").json()["items"]] == [
        ["late", "cancel*"],
        ["late"],
    ]
    assert ada.post(f"{path}restore/", {"version": 1}).json()["words"] == ["late"]
    used = says() | {"all": [{"field": "text", "op": "says_list", "value": [number]}]}
    asking = rule(cast, "Late", used, *_steps(cast))
    refused = ada.post(f"{path}archive/")
    assert (refused.status_code, refused.json()["present"]["archived_at"]) == (409, None)
    ada.post(f"/rules/{asking.pk}/archive/")
    assert ada.post(f"{path}archive/").json()["archived_at"] is not None
    assert WordList.objects.get().archived_at is not None


def test_everybody_may_read_what_messages_can_be_about(cast: Cast, ada: Program) -> None:
    topic = ada.post("/word-lists/", {"name": "Delays", "words": ["late"], "is_topic": True}).json()["id"]
    ada.post("/word-lists/", {"name": "Swear words", "words": ["darn"]})
    assert program_of(cast.ben).get("/topics/").json()["items"] == [{"id": topic, "name": "Delays"}]


def _steps(cast: Cast) -> list[Any]:
    return [Step("department", cast.marketing.pk)]
