"""Copies of strangers' media: asked for once, tried three times, dropped when there is no room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.media import TRIES, ask_media, claim_media, forget_media, keep_media, lose_media, retry_media
from inbox.models import Media
from inbox.models.media import MediaState
from inbox.rasters import painted
from tests.inbox.paintings import picture

pytestmark = pytest.mark.django_db


def kept(name: str, data: bytes = b"x" * 100) -> Media:
    row = claim_media(ask_media("bluesky", f"https://cdn.example/{name}", by=INTAKE).pk)
    assert row is not None
    return keep_media(row, data=data, media_type="video/mp4", picture=painted(data))


def test_asked_for_twice_it_is_fetched_once_and_each_network_has_its_own() -> None:
    first = ask_media("bluesky", "https://cdn.example/1", by=INTAKE)
    assert ask_media("bluesky", "https://cdn.example/1", by=INTAKE) == first
    assert ask_media("sandbox", "https://cdn.example/1", by=INTAKE) != first
    assert Event.objects.filter(verb="media.ask").count() == 2


def test_of_a_picture_our_own_painting_is_kept(settings: Any) -> None:
    row = kept("1", picture())
    assert (row.state, row.media_type, row.width, row.height) == (MediaState.KEPT, "image/webp", 60, 40)
    assert row.size == default_storage.size(row.file) + default_storage.size(row.small_file)
    assert default_storage.open(row.file).read(4) == b"RIFF"


def test_a_turn_is_one_workers_and_the_third_try_is_the_last() -> None:
    row = ask_media("bluesky", "https://cdn.example/1", by=INTAKE)
    for _ in range(TRIES):
        mine = claim_media(row.pk)
        assert mine is not None
        assert claim_media(row.pk) is None
        retry_media(mine, at=timezone.now())
    row.refresh_from_db()
    assert row.state == MediaState.FAILED


def test_one_that_ends_its_worker_each_time_is_given_up() -> None:
    row = ask_media("bluesky", "https://cdn.example/1", by=INTAKE)
    for _ in range(TRIES):
        assert claim_media(row.pk) is not None
        Media.objects.update(lease_until=None)
    assert claim_media(row.pk) is None
    row.refresh_from_db()
    assert row.state == MediaState.FAILED


def test_what_was_gone_is_asked_for_again_a_day_later() -> None:
    row = ask_media("bluesky", "https://cdn.example/1", by=INTAKE)
    lose_media(row)
    assert ask_media("bluesky", row.source, by=INTAKE).state == MediaState.FAILED
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert ask_media("bluesky", row.source, by=INTAKE).state == MediaState.WAITING
    assert Event.objects.filter(verb="media.ask").count() == 2


def test_a_file_that_somebody_took_away_is_fetched_anew() -> None:
    row = kept("1")
    default_storage.delete(row.file)
    assert ask_media("bluesky", row.source, by=INTAKE).state == MediaState.WAITING


def test_the_least_looked_at_go_first_when_there_is_no_room(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    rows = [kept(str(number), b"x" * 400_000) for number in range(4)]
    for age, row in enumerate(rows):
        Media.objects.filter(pk=row.pk).update(used_at=timezone.now() - timedelta(hours=age))
    settings.MEDIA_CACHE_MB = 1
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_media() == 2
    assert set(Media.objects.all()) == set(rows[:2])
    assert [default_storage.exists(row.file) for row in rows] == [True, True, False, False]


def test_what_nobody_looked_at_for_a_month_goes() -> None:
    row, used = kept("1"), kept("2")
    Media.objects.filter(pk=row.pk).update(used_at=timezone.now() - timedelta(days=31))
    assert forget_media() == 1
    assert Media.objects.get() == used
