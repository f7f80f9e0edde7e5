"""What the rules of today would do with the same, and what of them a reader may know."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from inbox.models import Conversation, Label
from routing.actions import rule as do
from routing.actions.route import route_messages
from routing.models import Rule
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.book import draft, rule, says

pytestmark = pytest.mark.django_db


def told(client: Client, reader: Member, made: Conversation) -> str:
    """The page, in one line."""
    client.force_login(reader)
    page = client.get(reverse("routing:why", args=[made.pk])).content.decode()
    return " ".join(page.split())


def routed(cast: Cast, text: str) -> Conversation:
    made = conversation(cast.channel, text)
    route_messages([made.messages.get().pk])
    made.refresh_from_db()
    return made


def test_a_rule_that_was_changed_is_not_said_to_do_the_same(cast: Cast, client: Client) -> None:
    money = rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = routed(cast, "my money")
    assert "The same rules decide today." in told(client, cast.ada, made)
    do.change(
        money,
        name="Money",
        trigger="received",
        tree=says("money"),
        steps=[Step("department", cast.hr.pk)],
        by=cast.ada,
    )
    said = told(client, cast.ada, made)
    assert "do the same" not in said
    assert ", would do otherwise: move to HR (“Money”, version 2)." in said


def test_every_step_is_compared_and_each_version(cast: Cast, client: Client) -> None:
    money = rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = routed(cast, "my money")
    rule(cast, "Another", says("ferry"), Step("priority", 4))
    assert ", do the same, by the same rules." in told(client, cast.ada, made)
    rule(cast, "Sure", says("money"), Step("priority", 4))
    assert "would do otherwise: move to Marketing (“Money”, version 1); " in told(client, cast.ada, made)
    do.pause(Rule.objects.get(name="Sure"), by=cast.ada)
    do.change(
        money,
        name="Cash",
        trigger="received",
        tree=says("money", "cash"),
        steps=[Step("department", cast.marketing.pk)],
        by=cast.ada,
    )
    said = told(client, cast.ada, made)
    assert "do the same, by other rules or versions: move to Marketing (“Cash”, version 2)." in said
    do.pause(money, by=cast.ada)
    assert "would do nothing with it." in told(client, cast.ada, made)


def test_what_was_erased_is_not_compared(cast: Cast, client: Client) -> None:
    rule(cast, "Money", says("money"), Step("department", cast.marketing.pk))
    made = routed(cast, "my money")
    made.messages.update(text="")
    rule(cast, "Another", says("ferry"), Step("priority", 4))
    assert "can’t be said: the words are gone." in told(client, cast.ada, made)


@pytest.fixture
def whistled(cast: Cast) -> Conversation:
    """Decided while a rule about the closed department was off; it is on again."""
    boss = rule(cast, "Whistle-blowers to HR", says("boss"), Step("department", cast.hr.pk))
    label = Label.objects.create(name="Boss")
    rule(cast, "Boss label", says("boss"), Step("label", label.pk))
    do.pause(boss, by=cast.ada)
    made = routed(cast, "my boss threatens me")
    do.activate(Rule.objects.get(pk=boss.pk), by=cast.ada)
    return made


def test_today_names_no_rule_about_what_is_closed_to_the_reader(
    cast: Cast, client: Client, whistled: Conversation
) -> None:
    said = told(client, cast.ana, whistled)
    assert "Whistle-blowers" not in said
    assert "decide otherwise: a rule about a department that is closed to you is among them." in said
    assert "move to HR (“Whistle-blowers to HR”, version 1)" in told(client, cast.ada, whistled)


def test_neither_the_list_of_decisions_nor_the_reason_names_it(cast: Cast, client: Client) -> None:
    rule(cast, "Whistle-blowers to HR", says("boss"), Step("department", cast.hr.pk))
    draft(cast, "Off", says("x"), Step("priority", 4))
    made = routed(cast, "my boss threatens me")
    second = routed(cast, "the weather")
    Conversation.objects.filter(pk=made.pk).update(is_closed=False, assignee=cast.ana)
    second.refresh_from_db()
    said = told(client, cast.ana, made)
    assert "Whistle-blowers" not in said
    assert "A rule about a department that is closed to you gave it to HR." in said
    client.force_login(cast.ana)
    assert "Whistle-blowers" not in client.get(f"/inbox/{made.pk}/").content.decode()
    assert "The rule “Whistle-blowers to HR”, version 1, gave it to HR." in told(client, cast.ada, made)
