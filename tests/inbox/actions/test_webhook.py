"""Webhooks: made, changed, stopped and put away, each with its event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.actions import programs
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import webhook
from inbox.hooks.signing import valid
from inbox.models import Webhook
from inbox.models.webhook import PauseCause
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def make(cast: Cast, **more: Any) -> Webhook:
    """One of Ada's."""
    facts = {"name": "Shop", "address": "https://shop.example/hook", **more}
    return webhook.create(by=cast.ada, **facts)[0]


def test_the_secret_is_kept_encrypted_and_told_once(cast: Cast) -> None:
    made, secret = webhook.create(name="Shop", address="https://shop.example/", by=cast.ada)
    assert secret.startswith("whsec_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets, target FROM inbox_webhook WHERE id = %s", [made.pk])
        stored = str(cursor.fetchone())
    assert secret not in stored
    assert "shop.example" not in stored
    assert secret not in str(list(Event.objects.values_list("data", flat=True)))


def test_only_administrators_make_them(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        webhook.create(name="Shop", address="https://shop.example/", by=cast.ana)


def test_it_reads_for_a_program_or_for_whoever_makes_it_and_for_nobody_else(cast: Cast) -> None:
    shop = programs.create(name="Shop", by=cast.ada)
    assert make(cast, member=shop).member == shop
    assert make(cast, name="Mine").member == cast.ada
    with pytest.raises(NotPossible, match="not for Ben Okafor"):
        make(cast, name="Ben’s", member=cast.ben)


@pytest.mark.parametrize("address", ["http://xn--zz--/hook", "https://xn--a/", "http://[::1/"])
def test_an_address_that_nobody_can_have_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(NotPossible, match=r"No host can have the name|must begin with https"):
        make(cast, address=address)
    assert not Webhook.objects.exists()


def test_a_name_stands_once(cast: Cast) -> None:
    make(cast)
    with pytest.raises(NotPossible, match="already"):
        make(cast, name="shop")


def test_a_former_secret_holds_for_the_overlap_only(cast: Cast) -> None:
    made = make(cast)
    first = made.secrets["present"]
    row, second = webhook.rotate_secret(made, overlap=timedelta(hours=1), by=cast.ada)
    former = row.secrets["former"][0]
    assert (former["secret"], row.secrets["present"]) == (first, second)
    assert valid(row.secrets, NOON + timedelta(days=10_000)) == [second]


def test_the_product_stops_it_once_and_nobody_may_say_that_it_failed(cast: Cast) -> None:
    made = make(cast)
    webhook.fail(made, cause=PauseCause.FAILING)
    webhook.fail(made, cause=PauseCause.GONE)
    assert Event.objects.filter(verb="webhook.fail").count() == 1
    with pytest.raises(NotAllowed):
        webhook.fail(webhook.resume(made, by=cast.ada), cause=PauseCause.GONE, by=cast.ada)


def test_what_was_put_away_does_nothing_more(cast: Cast) -> None:
    made = webhook.archive(make(cast), by=cast.ada)
    for act in (webhook.pause, webhook.resume, webhook.test, webhook.archive):
        with pytest.raises(NotPossible, match="put away"):
            act(made, by=cast.ada)
    assert make(cast).name == "Shop", "its name is free"


def test_a_paused_one_takes_no_test_and_is_not_paused_twice(cast: Cast) -> None:
    made = webhook.pause(make(cast), by=cast.ada)
    for act in (webhook.pause, webhook.test):
        with pytest.raises(NotPossible, match="paused"):
            act(made, by=cast.ada)
