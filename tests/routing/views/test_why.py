"""Why is this here, the wrong department, rehearsals and health, as their pages say it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Event
from inbox.actions.undo import undo
from inbox.models import Conversation
from routing.actions.correct import correct
from routing.actions.route import route_messages
from routing.models import Correction, Rehearsal
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.actions.test_rehearsal import arrive, rehearse
from tests.routing.book import draft, leaf, rule, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def routed(cast: Cast) -> Conversation:
    """A refund that a rule gave to Marketing; another rule missed it by its second condition."""
    tree = {"all": [leaf("text", "contains_any", ["money"]), leaf("kind", "is", ["direct"])]}
    rule(cast, "Direct money", tree, Step("department", cast.hr.pk))
    rule(cast, "Money", says("my money", "cash"), Step("department", cast.marketing.pk))
    rule(cast, "Nothing of it", says("ferry"), Step("priority", 4))
    made = conversation(cast.channel, "I want my money back <now>")
    route_messages([made.messages.get().pk])
    made.refresh_from_db()
    return made


def page(client: Client, cast: Cast, name: str, address: str) -> str:
    client.force_login(getattr(cast, name))
    return client.get(address).content.decode()


def test_the_trace_marks_the_words_and_names_winner_and_near_miss(
    cast: Cast, client: Client, routed: Conversation
) -> None:
    told = page(client, cast, "ada", f"/inbox/{routed.pk}/why/")
    assert "Why is this with Marketing?" in told
    assert "I want <mark>my money</mark> back &lt;now&gt;" in told
    assert told.index('data-state="near"') < told.index('data-state="won"') < told.index('data-state="missed"')
    assert "only this was missing" in told
    assert "move to Marketing" in told
    assert "The rule “Money”, version 1, gave it to Marketing." in told


def test_a_rule_about_a_closed_department_is_not_told_to_outsiders(
    cast: Cast, client: Client, routed: Conversation
) -> None:
    told = page(client, cast, "ana", f"/inbox/{routed.pk}/why/")
    assert "Direct money" not in told
    assert "A rule about a department that is closed to you" in told
    assert "Direct money" in page(client, cast, "hal", f"/inbox/{routed.pk}/why/")


def test_what_one_may_not_see_has_no_trace(cast: Cast, client: Client, routed: Conversation) -> None:
    Conversation.objects.filter(pk=routed.pk).update(department=cast.hr, is_closed=True)
    client.force_login(cast.ana)
    assert client.get(f"/inbox/{routed.pk}/why/").status_code == 404
    assert client.post(f"/inbox/{routed.pk}/correct/", {"to": cast.service.pk}).status_code == 404


def test_the_conversation_leads_there_with_a_reason(cast: Cast, client: Client, routed: Conversation) -> None:
    told = page(client, cast, "mia", f"/inbox/{routed.pk}/")
    assert "Why is this here?" in told
    assert f'href="/inbox/{routed.pk}/why/"' in told
    fresh = conversation(cast.channel, "Hello")
    assert "nobody has moved it" in page(client, cast, "ana", f"/inbox/{fresh.pk}/")
    assert "No rule has decided about it." in page(client, cast, "ana", f"/inbox/{fresh.pk}/why/")


def test_the_wrong_department_is_said_kept_and_taken_back(cast: Cast, client: Client, routed: Conversation) -> None:
    client.force_login(cast.mia)
    answer = client.post(f"/inbox/{routed.pk}/correct/", {"to": cast.service.pk}, follow=True)
    routed.refresh_from_db()
    assert (routed.department, Correction.objects.get().right) == (cast.service, cast.service)
    assert "Mia Torres said that it belongs to Customer Service." in answer.content.decode()
    assert "/undo/?act=" in answer.content.decode()
    undo(routed, by=cast.mia)
    routed.refresh_from_db()
    assert (routed.department, Correction.objects.count()) == (cast.marketing, 0)
    assert Event.objects.filter(verb="conversation.uncorrect").count() == 1


def test_a_correction_without_a_department_or_right_is_refused(
    cast: Cast, client: Client, routed: Conversation
) -> None:
    client.force_login(cast.mia)
    refused = client.post(f"/inbox/{routed.pk}/correct/", {"to": ""}, follow=True)
    assert "Choose the department that it belongs to." in refused.content.decode()
    assert "Wrong department" not in page(client, cast, "olga", f"/inbox/{routed.pk}/why/")
    assert not Correction.objects.exists()


def test_a_rehearsal_is_begun_and_read(cast: Cast, client: Client) -> None:
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    draft(cast, "Bus", says("bus"), Step("department", cast.marketing.pk))
    arrive(cast, "A refund!", "The <b>bus</b> is late", "Hello")
    client.force_login(cast.ada)
    assert client.get("/console/rehearsals/").status_code == 200
    fields = {"new": "drafts", "old": "now", "days": 30}
    told = client.post("/console/rehearsals/start/", fields, follow=True).content.decode()
    assert "3 conversations, nothing was changed" in told
    assert "The &lt;b&gt;<mark>bus</mark>&lt;/b&gt; is late" in told
    one = Rehearsal.objects.get()
    assert "+1" in told
    bar = client.get(f"/console/rehearsals/{one.pk}/progress/")
    assert bar.headers["HX-Refresh"] == "true"
    assert client.post("/console/rehearsals/start/", {**fields, "days": 0}).status_code == 200
    assert "Nothing differs." in client.get(f"/console/rehearsals/{one.pk}/?show=disagreed").content.decode()


def test_only_administrators_rehearse(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    for address in ("/console/rehearsals/", "/console/rehearsals/try/", "/console/rule-health/"):
        assert client.get(address).status_code == 403
    assert client.post("/console/rehearsals/start/", {"new": "now", "old": "now", "days": 3}).status_code == 403


def test_a_pasted_post_is_explained_and_not_kept(cast: Cast, client: Client) -> None:
    draft(cast, "Bus", says("bus*"), Step("department", cast.marketing.pk))
    asked = f"?text=Both+buses+are+late&channel={cast.channel.pk}&kind=mention&rules="
    told = page(client, cast, "ada", f"/console/rehearsals/try/{asked}drafts")
    assert "“Bus” decides." in told
    assert "Both <mark>buses</mark> are late" in told
    assert "No rule decides" in page(client, cast, "ada", f"/console/rehearsals/try/{asked}now")
    assert not Conversation.objects.exists()


def test_health_says_what_is_wrong_and_which_words_would_help(cast: Cast, client: Client) -> None:
    assert "Nobody has looked yet." in page(client, cast, "ada", "/console/rule-health/")
    rule(cast, "Never", says("zeppelin"), Step("department", cast.marketing.pk))
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    rule(cast, "Money again", says("refund"), Step("department", cast.service.pk))
    texts = [f"the ferry number {place} is gone" for place in ("one", "two", "three")]
    ferries = arrive(cast, *texts)
    arrive(cast, "A refund", "Hello", *[f"the tram stop {place}" for place in "abcdefgh"])
    for ferry in ferries:
        correct(ferry, to=cast.marketing, by=cast.ana)
    rehearse(cast, new="now")
    told = page(client, cast, "ada", "/console/rule-health/")
    assert "never matches" in told
    assert "“Money” stands before it and leaves it nothing to do." in told
    assert "3 corrections that no rule makes" in told
    assert ">ferry</b>" in told
    assert ">tram</b>" not in told[: told.index("What no rule decides")]


def test_health_takes_no_words_from_closed_conversations(cast: Cast, client: Client) -> None:
    rule(cast, "Money", says("refund"), Step("department", cast.marketing.pk))
    secrets = arrive(cast, *[f"the harassment number {place}" for place in ("one", "two", "three", "four")])
    arrive(cast, "A refund", *[f"the tram stop {place}" for place in "abcdefgh"])
    for secret in secrets[:3]:
        correct(secret, to=cast.hr, by=cast.ana)
    Conversation.objects.filter(pk__in=[one.pk for one in secrets]).update(is_closed=True)
    rehearse(cast, new="now")
    told = page(client, cast, "ada", "/console/rule-health/")
    assert "3 corrections that no rule makes" in told
    assert "harassment" not in told
