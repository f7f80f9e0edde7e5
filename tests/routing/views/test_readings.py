"""People correct what a message was taken to be, where it is explained; it sticks and is counted."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox.models import Conversation
from routing.actions import word_list as lists
from routing.actions.read import read_messages
from routing.actions.route import route_messages
from routing.models import Reading
from routing.rules import Step
from tests.cast import Cast, conversation
from tests.routing.book import rule, says
from tests.routing.views.test_why import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def routed(cast: Cast) -> Conversation:
    """A refund that a rule gave to Marketing."""
    rule(cast, "Money", says("my money"), Step("department", cast.marketing.pk))
    made = conversation(cast.channel, "I want my money back")
    route_messages([made.messages.get().pk])
    made.refresh_from_db()
    return made


def test_a_reading_is_corrected_where_it_is_explained_and_counted(
    cast: Cast, client: Client, routed: Conversation
) -> None:
    message = routed.messages.get()
    told = page(client, cast, "mia", f"/inbox/{routed.pk}/why/")
    address = f"/inbox/{routed.pk}/readings/{message.pk}/"
    assert f'action="{address}"' in told
    sent = client.post(address, {"kind": "sentiment", "value": "negative"}, follow=True)
    assert "corrected by Mia Torres; it was read as: neutral" in " ".join(sent.content.decode().split())
    read_messages([message], None)
    assert Reading.objects.get(message=message, kind="sentiment").value == "negative"
    health = " ".join(page(client, cast, "ada", "/console/rule-health/").split())
    assert "neutral to negative: 1" in health


def test_topics_are_corrected_together_and_only_to_those_there_are(
    cast: Cast, client: Client, routed: Conversation
) -> None:
    message = routed.messages.get()
    first = lists.create(name="Refunds", words=["refund"], by=cast.ada, is_topic=True)
    second = lists.create(name="Ferries", words=["ferry"], by=cast.ada, is_topic=True)
    client.force_login(cast.mia)
    address = f"/inbox/{routed.pk}/readings/{message.pk}/"
    told = client.post(address, {"kind": "topic", "value": [first.pk, second.pk]}, follow=True).content.decode()
    assert "Refunds, Ferries" in told
    refused = client.post(address, {"kind": "topic", "value": "999999"}, follow=True).content.decode()
    assert "is nothing that a message can be" in refused
    assert Reading.objects.get(message=message, kind="topic").value == f"{first.pk},{second.pk}"


def test_a_reading_is_corrected_by_those_only_who_may(cast: Cast, client: Client, routed: Conversation) -> None:
    message, other = routed.messages.get(), conversation(cast.channel, "Hello").messages.get()
    address = f"/inbox/{routed.pk}/readings/{message.pk}/"
    assert address not in page(client, cast, "olga", f"/inbox/{routed.pk}/why/")
    client.post(address, {"kind": "sentiment", "value": "negative"})
    assert not Reading.objects.exclude(corrected_at=None).exists()
    client.force_login(cast.mia)
    assert client.post(f"/inbox/{routed.pk}/readings/{other.pk}/", {"kind": "sentiment"}).status_code == 404
    Conversation.objects.filter(pk=routed.pk).update(department=cast.hr, is_closed=True)
    assert client.post(address, {"kind": "sentiment", "value": "negative"}).status_code == 404
