"""Who writes, how and where; and how much of what is said is about us."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.actions.watch import create
from inbox.channels.base import Author
from inbox.models import Contact, Conversation, Watch
from reports.asked import Asked
from reports.metrics import audience
from reports.scope import Period
from tests.cast import Cast, channel, item
from tests.reports.measured import measure_all, number, scope

pytestmark = pytest.mark.django_db


def week() -> Period:
    """The last seven days."""
    today = timezone.localdate()
    return Period(today - timedelta(days=6), today)


def writes(cast: Cast, who: str, *, days: float = 1, **fields: Any) -> None:
    """Somebody writes to us, so many days ago."""
    at = timezone.now() - timedelta(days=days)
    author = Author(f"did:{who}", f"{who}.example", who)
    receive(fields.pop("place", cast.channel), [item(author=author, sent_at=at, **fields)], by=INTAKE)
    measure_all()


def test_new_people_are_those_who_never_wrote_before(cast: Cast) -> None:
    for who in ("ann", "bob", "cleo", "dan", "eve"):
        writes(cast, who)
    writes(cast, "ann", days=1.2)
    writes(cast, "bob", days=30)
    found = number("new_authors", cast.ana, week())
    assert (found.value, found.samples) == (0.8, 5)
    returning = Conversation.objects.filter(author__contact__name="bob").values_list("pk", flat=True)
    assert not set(returning) & set(
        audience.new_author_conversations(scope(cast.ana, week())).values_list("pk", flat=True)
    )


def test_two_accounts_of_one_person_are_one(cast: Cast) -> None:
    for who in ("ann", "bob", "cleo", "dan", "eve", "ann2"):
        writes(cast, who)
    rows = {row.name: row for row in Contact.objects.all()}
    Contact.objects.filter(pk=rows["ann2"].pk).update(survivor=rows["ann"])
    assert number("new_authors", cast.ana, week()).samples == 5


def test_who_wrote_to_a_closed_department_is_new_to_others(cast: Cast) -> None:
    writes(cast, "ann", days=30, place=channel(cast.hr, name="@careers"))
    for who in ("ann", "bob", "cleo", "dan", "eve"):
        writes(cast, who)
    assert number("new_authors", cast.ana, week()).value == 1.0
    assert number("new_authors", cast.ada, week()).value == 0.8


def test_languages_and_networks_add_up_to_what_came(cast: Cast) -> None:
    writes(cast, "ann", language="de-AT")
    writes(cast, "bob", language="de")
    writes(cast, "cleo", text="The train is late again this morning.")
    writes(cast, "dan", text="hm")
    found = scope(cast.ana, week())
    assert audience.languages(found) == [("de", 2), ("en", 1), ("unknown", 1)]
    assert audience.networks(found) == [("push", 4)]


def test_negative_is_a_share_of_what_can_be_read(cast: Cast) -> None:
    for text in ("I hate this terrible train.", "Thank you, wonderful!", "Lovely, great and nice work.", "hm", "hmm"):
        writes(cast, "ann", text=f"{text} It is the one to the coast." if len(text) > 3 else text)
    writes(cast, "bob", text="Terrible, I hate that awful awful service.")
    writes(cast, "bob", text="The doors open on the left side of the train.")
    found = number("negative", cast.ana, week())
    assert (found.value, found.samples) == (0.4, 5)


def competitor(cast: Cast, query: str) -> Watch:
    """A watch for somebody else."""
    place = channel(cast.marketing, network="bluesky", name=f"@{query}", handle=query)
    return create(place, kind="words", query=query, department=cast.marketing, purpose="competitor", by=cast.ada)


def test_share_of_voice_is_ours_against_theirs(cast: Cast) -> None:
    rival = competitor(cast, "southline")
    for number_of in range(3):
        writes(cast, f"a{number_of}")
    for number_of in range(7):
        writes(cast, f"b{number_of}", place=rival.channel, listening=True, watches=[rival.pk])
    found = number("share_of_voice", cast.ana, week())
    assert (found.value, found.samples) == (0.3, 10)
    assert [(voice.name, voice.count) for voice in audience.voices(scope(cast.ana, week()))] == [
        ("", 3),
        ("southline", 7),
    ]
    assert audience.their_voice(scope(cast.ana, week())).count() == 7


def test_without_a_competitor_there_is_nothing_to_compare_with(cast: Cast) -> None:
    writes(cast, "ann")
    assert number("share_of_voice", cast.ana, week()).value is None


def test_what_an_address_asks_is_asked_of_these_numbers_too(cast: Cast) -> None:
    writes(cast, "ann")
    asked = Asked.read(cast.ana, {"department": "marketing"})
    assert audience.languages(asked.scope(cast.ana)) == []
