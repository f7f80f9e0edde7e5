"""A payload that can't be understood waits for a person, and nothing waits behind it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.intake import run_again, store_raw
from inbox.actions.understand import process, work_off
from inbox.channels.base import Item, Parsed, Raw
from inbox.channels.push import PushConnector
from inbox.models import Inbound, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECEIVED = "2026-11-19T12:00Z"


class Fatal(PushConnector):
    """Reads like push, and dies of a payload that says so, as of one that takes all memory."""

    def parse(self, payload: Mapping[str, Any]) -> Sequence[Parsed]:
        if payload["item"]["text"] == "fatal":
            raise SystemExit
        if payload["item"]["text"] == "odd":
            raise ZeroDivisionError
        if payload["item"]["text"] == "unstorable":
            return [replace(thing, language="\x00") for thing in super().parse(payload) if isinstance(thing, Item)]
        if payload["item"]["text"] == "long":
            return [replace(thing, url="x" * 1001) for thing in super().parse(payload) if isinstance(thing, Item)]
        return super().parse(payload)


def raw(key: str, text: str = "fine", **item: Any) -> Raw:
    return Raw(key, {"item": {"text": text, "external_id": key, **item}, "received_at": RECEIVED})


def worker(cast: Cast) -> None:
    """One worker's turn, until nothing is left or a payload ends it."""
    Inbound.objects.update(lease_until=None)  # as long after its last worker died
    work_off(cast.channel, Fatal({}, {}), seconds=20)


def test_a_payload_that_ends_its_worker_is_set_aside_after_three_tries_of_its_own(cast: Cast) -> None:
    store_raw(cast.channel, [raw("a"), raw("b", "fatal"), raw("c")], by=INTAKE)
    deaths = 0
    while Inbound.objects.filter(processed_at=None, set_aside_at=None).exists():
        try:
            worker(cast)
        except SystemExit:
            deaths += 1
    row = Inbound.objects.get(external_key="b")
    assert (row.tries, deaths) == (3, 4)  # once together with others, three times alone
    assert "ended each time" in row.error
    assert sorted(Message.objects.values_list("external_id", flat=True)) == ["a", "c"]
    assert Event.objects.get(verb="inbound.set_aside").subject_id == row.pk


def test_what_lay_beside_it_is_read_before_it_is_tried_again(cast: Cast) -> None:
    store_raw(cast.channel, [raw("b", "fatal"), *(raw(f"good-{n}") for n in range(5))], by=INTAKE)
    for _ in range(3):
        with pytest.raises(SystemExit):
            worker(cast)
    assert Message.objects.count() == 5


def test_new_payloads_go_before_what_failed(cast: Cast) -> None:
    store_raw(cast.channel, [raw("b", "fatal")], by=INTAKE)
    with pytest.raises(SystemExit):
        worker(cast)
    store_raw(cast.channel, [raw("new")], by=INTAKE)
    with pytest.raises(SystemExit):
        worker(cast)
    assert Message.objects.get().external_id == "new"


def test_what_another_worker_reads_is_left_to_it(cast: Cast) -> None:
    rows = store_raw(cast.channel, [raw("a")], by=INTAKE)
    Inbound.objects.update(together_at=timezone.now(), lease_until=timezone.now() + timedelta(minutes=1))
    assert process(rows, Fatal({}, {})) == 0
    assert not work_off(cast.channel, Fatal({}, {}), seconds=5)
    assert Inbound.objects.get().tries == 0


def test_a_payload_that_is_wrong_in_itself_is_not_tried_again(cast: Cast) -> None:
    process(store_raw(cast.channel, [raw("a", colour="red")], by=INTAKE), Fatal({}, {}))
    row = Inbound.objects.get()
    assert (row.tries, row.error) == (1, "BadItem: These fields are not known: colour.")
    assert row.set_aside_at is not None


def test_run_again_gives_three_tries_more(cast: Cast) -> None:
    row = store_raw(cast.channel, [raw("b", "fatal")], by=INTAKE)[0]
    Inbound.objects.update(tries=3, together_at=timezone.now())
    worker(cast)
    run_again(row, by=cast.ada)
    with pytest.raises(SystemExit):
        worker(cast)
    row.refresh_from_db()
    assert (row.tries, row.set_aside_at) == (1, None)


def test_one_that_the_database_refuses_spoils_only_itself(cast: Cast) -> None:
    raws = [raw(f"p{n}", "unstorable" if n == 7 else "fine") for n in range(100)]
    process(store_raw(cast.channel, raws, by=INTAKE), Fatal({}, {}))
    assert Message.objects.count() == 99
    for _ in range(2):
        worker(cast)
    row = Inbound.objects.get(processed_at=None)
    assert (row.external_key, row.tries, row.set_aside_at is not None) == ("p7", 3, True)


POISONS = {
    "wrong in itself": {"colour": "red"},
    "nothing we foresaw": {"text": "odd"},
    "too long to be stored": {"text": "long"},
}


@pytest.mark.parametrize("many", [300, pytest.param(10_000, marks=pytest.mark.long)], ids=["some", "ten thousand"])
@pytest.mark.parametrize("poison", POISONS)
def test_one_poison_in_a_hundred_delays_nothing_for_a_minute(cast: Cast, many: int, poison: str) -> None:
    """Kept, understood, and what is bad set aside after the tries it has, on one worker."""
    began = timezone.now()
    raws = [raw(f"p{n}", **(POISONS[poison] if n % 100 == 7 else {})) for n in range(many)]
    process(store_raw(cast.channel, raws, by=INTAKE), Fatal({}, {}))
    took = timezone.now() - began
    assert Message.objects.count() == many * 99 // 100
    sys.stdout.write(f"\n{many} payloads, one in a hundred {poison}: {took.total_seconds():.1f} s\n")
    assert took < timedelta(seconds=60)
    for _ in range(3):
        worker(cast)
    assert Inbound.objects.exclude(set_aside_at=None).count() == many // 100
    assert set(Inbound.objects.exclude(set_aside_at=None).values_list("tries", flat=True)) <= {1, 2, 3}
