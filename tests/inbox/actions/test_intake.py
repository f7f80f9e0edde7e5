"""Payloads are kept before they are understood; a bad one waits and blocks nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox import tasks
from inbox.actions.intake import fail_poll, recover, run_again, store_raw
from inbox.actions.understand import process
from inbox.channels.base import Raw
from inbox.connect import connector_for
from inbox.models import Channel, Inbound, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def raw(key: str, **item: Any) -> Raw:
    """A payload as the push door keeps it."""
    return Raw(
        key, {"item": {"text": f"Text of {key}", "external_id": key, **item}, "received_at": "2026-11-19T12:00Z"}
    )


def brought(cast: Cast, *raws: Raw) -> list[Inbound]:
    """Stored and understood."""
    rows = store_raw(cast.channel, raws, by=INTAKE)
    process(rows, connector_for(cast.channel))
    return rows


def poison(cast: Cast) -> Inbound:
    """One payload among good ones that nobody can understand."""
    brought(cast, raw("a"), raw("b", colour="red"), raw("c"))
    return Inbound.objects.get(external_key="b")


def test_payloads_and_cursor_are_kept_together_and_once(cast: Cast) -> None:
    first = store_raw(cast.channel, [raw("a"), raw("b")], by=INTAKE, cursor={"since": 2})
    second = store_raw(cast.channel, [raw("b"), raw("c")], by=INTAKE, cursor={"since": 3})
    assert [[row.external_key for row in rows] for rows in (first, second)] == [["a", "b"], ["c"]]
    cast.channel.refresh_from_db()
    assert cast.channel.cursor == {"since": 3}
    assert cast.channel.last_success_at is not None


def test_what_no_database_can_keep_is_mended_on_the_way(cast: Cast) -> None:
    brought(cast, raw("nul\x00", text="half \ud83d"), raw("fine"))
    assert sorted(Inbound.objects.values_list("external_key", flat=True)) == ["fine", "nul "]
    assert Message.objects.count() == 2


def test_a_payload_that_can_not_be_understood_is_set_aside_and_the_others_arrive(cast: Cast) -> None:
    row = poison(cast)
    assert row.set_aside_at is not None
    assert row.error == "BadItem: These fields are not known: colour."
    assert sorted(Message.objects.values_list("external_id", flat=True)) == ["a", "c"]
    assert Event.objects.get(verb="inbound.set_aside").subject_id == row.pk


def test_one_that_fails_for_another_reason_is_tried_three_times(cast: Cast) -> None:
    row = Inbound.objects.create(channel=cast.channel, external_key="x", payload={"item": {"text": "a"}})
    for tries in (1, 2, 3):
        process([row], connector_for(cast.channel))
        row.refresh_from_db()
        assert (row.tries, row.set_aside_at is not None) == (tries, tries == 3)
    assert row.error == "KeyError: 'received_at'"


def test_run_again_after_the_cause_was_mended(cast: Cast) -> None:
    row = poison(cast)
    Inbound.objects.filter(pk=row.pk).update(payload=raw("b").payload)
    run_again(row, by=cast.ada)
    tasks.process_channel(cast.channel.pk)
    row.refresh_from_db()
    assert (row.set_aside_at, row.error) == (None, "")
    assert row.processed_at is not None
    assert Message.objects.get(external_id="b").text == "Text of b"


def test_run_again_without_mending_sets_it_aside_again(cast: Cast) -> None:
    row = run_again(poison(cast), by=cast.ada)
    tasks.process_channel(cast.channel.pk)
    row.refresh_from_db()
    assert row.set_aside_at is not None


def test_only_what_is_set_aside_runs_again_and_only_administrators_say_so(cast: Cast) -> None:
    row = poison(cast)
    with pytest.raises(NotAllowed):
        run_again(row, by=cast.ana)
    good = Inbound.objects.get(external_key="a")
    with pytest.raises(NotPossible, match=r"This payload is not set aside\."):
        run_again(good, by=cast.ada)


def test_failures_are_counted_and_journalled_once_an_outage(cast: Cast) -> None:
    for _ in range(3):
        fail_poll(cast.channel, error="Refused.", retry_at=None, by=INTAKE)
    channel = Channel.objects.get(pk=cast.channel.pk)
    assert (channel.failures, channel.last_error) == (3, "Refused.")
    assert channel.next_poll_at is not None
    assert channel.next_poll_at > timezone.now()
    recover(channel, by=INTAKE)
    recover(channel, by=INTAKE)
    assert list(Event.objects.values_list("verb", flat=True)) == ["channel.fail", "channel.recover"]
