"""Sending later from the composer, and changing one's mind in the thread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from inbox.actions.review import approve
from inbox.actions.schedule import schedule
from inbox.later import WRITTEN
from inbox.models import Conversation, Delivery, Draft, Message
from tests.cast import Cast, conversation
from tests.inbox.browser import bluesky
from tests.inbox.drafts import Desk, desk

pytestmark = pytest.mark.django_db
EXTRA = {"uri": "at://1", "cid": "c1", "root_uri": "at://1", "root_cid": "c1"}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def made(cast: Cast, client: Client) -> Conversation:
    cast.ben.time_zone = "Europe/Berlin"
    cast.ben.save()
    client.force_login(cast.ben)
    return conversation(bluesky(cast.service), external_id="m1", extra=EXTRA)


def reply(client: Client, made: Conversation, **facts: Any) -> str:
    newest = Message.objects.filter(conversation=made, is_ours=False).latest("pk")
    values = {"kind": "reply", "text": "On its way.", "answers": newest.pk, "seen": newest.pk, **facts}
    return client.post(f"/inbox/{made.pk}/reply/", values, follow=True).content.decode()


def test_tomorrow_at_nine_is_meant_where_the_member_is(client: Client, made: Conversation) -> None:
    told = reply(client, made, later="tomorrow")
    row = Delivery.objects.get()
    there = row.not_before.astimezone(BERLIN)
    assert (there.hour, there.minute, row.scheduled_for) == (9, 0, row.not_before)
    assert "Your reply leaves tomorrow, 09:00 CE" in told
    assert f'action="/inbox/deliveries/{row.pk}/cancel/"' in told
    assert "Leaves tomorrow, 09:00 CE" in told
    assert "Change time" in told


def test_any_other_minute(client: Client, made: Conversation) -> None:
    chosen = timezone.now().astimezone(BERLIN) + timedelta(days=3)
    reply(client, made, later="at", at=chosen.strftime(WRITTEN))
    assert Delivery.objects.get().not_before == chosen.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Choose when the reply is to leave."),
        ("2020-01-01T09:00", "That minute has passed."),
        ("2099-01-01T09:00", "Choose a minute within the next 90 days"),
        ("soon", "Choose a day and a minute."),
        ("2027-03-28T02:30", "There is no 02:30 on 28 March 2027"),
    ],
)
def test_a_minute_that_can_not_be_keeps_the_words(client: Client, made: Conversation, at: str, sentence: str) -> None:
    assert sentence in reply(client, made, later="at", at=at)
    assert Draft.objects.get().text == "On its way."
    assert not Delivery.objects.exists()


def test_a_minute_beside_the_button_for_now_means_nothing(client: Client, made: Conversation) -> None:
    reply(client, made, way="send", at="2099-01-01T09:00")
    assert Delivery.objects.get().scheduled_for is None


def test_what_must_be_approved_keeps_its_minute(cast: Cast, client: Client, made: Conversation) -> None:
    client.force_login(cast.tim)
    told = reply(client, made, later="tomorrow")
    draft = Draft.objects.get()
    assert draft.state == "submitted"
    assert "Your reply waits for approval; it leaves tomorrow, 09:00 UTC, if it is approved by then." in told
    client.force_login(cast.ben)
    assert "as its author wishes" in client.get(f"/review/{draft.pk}/").content.decode()
    told = client.post(f"/review/{draft.pk}/approve/", {"version": 1}, follow=True).content.decode()
    assert "Approved; it leaves tomorrow, 1" in told
    assert Delivery.objects.get().scheduled_for == draft.send_at


@pytest.fixture
def waiting(cast: Cast, client: Client) -> Desk:
    at = desk(cast)
    client.force_login(cast.ben)
    schedule(at.written(cast.ben), at=timezone.now() + timedelta(days=2), by=cast.ben)
    return at


def test_another_minute_in_the_thread(cast: Cast, client: Client, waiting: Desk) -> None:
    row = Delivery.objects.get()
    before, here = row.not_before, f"/inbox/deliveries/{row.pk}/reschedule/"
    assert (
        "That minute has passed."
        in client.post(here, {"later": "at", "at": "2020-01-01T09:00"}, follow=True).content.decode()
    )
    assert "Choose when" in client.post(here, {}, follow=True).content.decode()
    told = client.post(here, {"later": "tomorrow"}, follow=True).content.decode()
    assert "The reply leaves tomorrow, 09:00 UTC." in told
    assert "let it wait until" in told
    row.refresh_from_db()
    assert row.not_before != before
    for outsider in (cast.olga, cast.mia):
        client.force_login(outsider)
        refused = client.post(here, {"later": "monday"}, follow=True).content.decode()
        assert "This needs the role Agent or more in Customer Service." in refused
        assert "Change time" not in refused
    row.refresh_from_db()
    assert row.not_before.hour == 9


def test_who_approved_it_may_change_it_too(cast: Cast, client: Client) -> None:
    at = desk(cast)
    draft = at.submitted()
    Draft.objects.filter(pk=draft.pk).update(send_at=timezone.now() + timedelta(days=1))
    approve(draft, version=1, by=cast.ben)
    row = Delivery.objects.get()
    client.force_login(cast.ben)
    client.post(f"/inbox/deliveries/{row.pk}/reschedule/", {"later": "tomorrow"})
    row.refresh_from_db()
    assert row.not_before.minute == 0


def test_it_is_cancelled_in_the_thread(cast: Cast, client: Client, waiting: Desk) -> None:
    row = Delivery.objects.get()
    client.post(f"/inbox/deliveries/{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "We pay the fare back.</textarea>" in client.get(f"/inbox/{waiting.row.pk}/").content.decode()
