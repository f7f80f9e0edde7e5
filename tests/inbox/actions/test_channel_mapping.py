"""A tool that can't be changed pushes in its own shape."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import channel_mapping
from inbox.actions.channel import rotate_token
from inbox.models import Message
from tests.cast import Cast, channel

pytestmark = pytest.mark.django_db
FIELDS = {"text": "body", "external_id": "no", "author.name": "who", "headline": ""}


def test_what_is_pushed_is_read_by_the_expressions(cast: Cast, client: Client) -> None:
    mapped = channel_mapping.map(cast.channel, items="reviews", fields=FIELDS, by=cast.ada)
    _channel, token = rotate_token(mapped, by=cast.ada)
    body = {"reviews": [{"no": 7, "body": "Too late.", "who": "Mira"}, {"no": 8, "body": ""}]}
    answer = client.post(
        f"/api/v1/push/{cast.channel.pk}/items/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert [one["status"] for one in answer.json()["items"]] == ["created", "refused"]
    assert Message.objects.get().text == "Too late."
    assert Message.objects.get().external_id == "7"
    assert Event.objects.get(verb="channel.map").data["fields"] == ["author.name", "external_id", "text"]


def test_without_fields_items_are_read_as_they_are(cast: Cast) -> None:
    channel_mapping.map(cast.channel, items="reviews", fields=FIELDS, by=cast.ada)
    assert "mapping" not in channel_mapping.map(cast.channel, fields={}, by=cast.ada).settings


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="JMESPath"):
        channel_mapping.map(cast.channel, fields={"text": "a["}, by=cast.ada)
    with pytest.raises(NotPossible, match="Nobody pushes"):
        channel_mapping.map(channel(cast.service, network="bluesky"), fields={"text": "a"}, by=cast.ada)
    with pytest.raises(NotAllowed):
        channel_mapping.map(cast.channel, fields={"text": "a"}, by=cast.ana)


def test_the_page_tries_it_on_a_sample_before_it_counts(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    place = f"/channels/{cast.channel.pk}/map/"
    typed = {"items": "reviews", "f-text": "body", "sample": json.dumps({"reviews": [{"body": "Späť!"}]})}
    tried = client.post(place, {**typed, "do": "try"}).content.decode()
    assert "Späť!" in tried
    cast.channel.refresh_from_db()
    assert "mapping" not in cast.channel.settings
    assert "This is not JSON." in client.post(place, {**typed, "sample": "{", "do": "try"}).content.decode()
    assert client.post(place, typed).status_code == 302
    cast.channel.refresh_from_db()
    assert cast.channel.settings["mapping"] == {"items": "reviews", "fields": {"text": "body"}}
    assert 'value="body"' in client.get(place).content.decode()
    client.force_login(cast.ana)
    assert client.get(place).status_code == 403
