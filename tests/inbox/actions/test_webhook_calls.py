"""What webhooks are to be told: tests/inbox/tasks/test_webhooks.py calls a real receiver, this asks the edges."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Event
from inbox.actions import webhook, webhook_calls
from inbox.hooks.sending import Tried
from inbox.hooks.waits import LASTS, WAITS, next_try, wait_after
from inbox.models import Webhook, WebhookCall
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast) -> Webhook:
    """One."""
    return webhook.create(name="Shop", address="https://shop.example/", by=cast.ada)[0]


def tried(status: int | None, error: str = "No.") -> Tried:
    """An attempt that ended so."""
    return Tried(timezone.now(), 5, status, "" if status == 200 else error)


def test_waits_grow_differ_and_end_after_three_days() -> None:
    means = [sum(wait_after(n).total_seconds() for _ in range(200)) / 200 for n in range(1, len(WAITS) + 1)]
    assert means == sorted(means)
    assert len({wait_after(3) for _ in range(20)}) > 10
    assert next_try(30, NOON, NOON + LASTS) is None
    last = next_try(30, NOON, NOON + LASTS - timedelta(minutes=1))
    assert last is not None
    assert last <= NOON + LASTS, "the last attempt is still within the three days"


def test_whoever_asks_to_be_left_alone_is() -> None:
    asked = NOON + timedelta(hours=2)
    assert next_try(1, NOON, NOON, asked) == asked


def test_where_nobody_answers_everything_waits_and_where_somebody_refuses_only_that_line(
    cast: Cast, made: Webhook
) -> None:
    call = webhook.test(made, by=cast.ada)
    webhook_calls.keep(call, tried(500))
    assert Webhook.objects.free().filter(pk=made.pk).exists()
    webhook_calls.keep(call, tried(None))
    assert not Webhook.objects.free().filter(pk=made.pk).exists()


def test_a_turn_that_was_lost_is_taken_by_another_worker(cast: Cast, made: Webhook) -> None:
    webhook.test(made, by=cast.ada)
    lost = webhook_calls.claim(made.pk)
    assert lost is not None
    Webhook.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = webhook_calls.claim(made.pk)
    assert again is not None
    assert webhook_calls.next_call(lost) is None, "the first one, should it wake up, does nothing more"
    assert webhook_calls.next_call(again) is not None


def test_an_event_that_waits_is_sent_at_once_and_one_that_arrived_a_second_time(cast: Cast, made: Webhook) -> None:
    call = webhook.test(made, by=cast.ada)
    webhook_calls.keep(call, tried(500))
    assert webhook_calls.send_again(call, by=cast.ada).pk == call.pk
    webhook_calls.keep(call, tried(200))
    again = webhook_calls.send_again(call, by=cast.ada)
    assert (again.replays_id, again.message_id) == (call.pk, call.message_id)
    assert Event.objects.filter(verb="webhook.send_again").count() == 2


def test_an_empty_time_can_not_be_sent_again(cast: Cast, made: Webhook) -> None:
    with pytest.raises(NotPossible, match="Nothing was sent"):
        webhook_calls.replay(made, since=NOON, until=NOON + timedelta(hours=1), by=cast.ada)


def test_nobody_s_words_are_in_the_database_unencrypted(cast: Cast, made: Webhook) -> None:
    call = webhook.test(made, by=cast.ada)
    webhook_calls.keep(call, Tried(timezone.now(), 5, 200, "", None, {"body": "b"}, {"body": "their answer"}))
    assert WebhookCall.objects.get(pk=call.pk).tries.get().response == {"body": "their answer"}
