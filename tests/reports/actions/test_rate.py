"""A rating by somebody outside: one for each resolution, and counted."""

from __future__ import annotations

import pytest

from accounts.actors import OUTSIDE
from accounts.errors import NotPossible
from accounts.models import Event
from inbox.actions.merge import merge, unmerge
from inbox.actions.resolve import reopen, resolve
from inbox.models import Conversation
from reports.actions.rate import give
from reports.actions.rebuild import differences
from reports.models import Kind, Rating, Sample
from tests.cast import Cast, conversation
from tests.reports.measured import measure_all, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolved(cast: Cast) -> Conversation:
    """Dealt with."""
    return resolve(conversation(cast.channel), outcome="answered", by=cast.ana)


def test_it_is_kept_with_the_resolution_and_its_department(cast: Cast, resolved: Conversation) -> None:
    rating = give(resolved, score=4, by=OUTSIDE)
    assert (rating.score, rating.resolved_at, rating.department) == (4, resolved.resolved_at, cast.service)
    event = Event.objects.get(verb="rating.give")
    assert (event.conversation_id, event.data) == (resolved.pk, {"score": 4})


def test_said_again_it_is_said_instead(resolved: Conversation) -> None:
    give(resolved, score=1, by=OUTSIDE)
    give(resolved, score=5, by=OUTSIDE)
    assert [one.score for one in Rating.objects.all()] == [5]


def test_what_was_opened_again_is_not_rated(cast: Cast, resolved: Conversation) -> None:
    reopen(resolved, by=cast.ana)
    with pytest.raises(NotPossible, match="working on this again"):
        give(resolved, score=5, by=OUTSIDE)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_there_are_five_numbers(resolved: Conversation, score: int) -> None:
    with pytest.raises(NotPossible):
        give(resolved, score=score, by=OUTSIDE)


def test_ratings_are_measured_and_four_and_five_count_as_satisfied(cast: Cast) -> None:
    for score in (1, 3, 4, 5, 5):
        give(resolve(conversation(cast.channel), outcome="answered", by=cast.ana), score=score, by=OUTSIDE)
    measure_all()
    assert Sample.objects.filter(kind=Kind.RATING).count() == 5
    found = number("satisfaction", cast.ana)
    assert (found.value, found.samples) == (0.6, 5)
    assert number("satisfaction", cast.mia, departments=[cast.marketing.pk]).samples == 0


def test_a_rating_goes_where_its_conversation_is_merged_to_and_comes_back(cast: Cast, resolved: Conversation) -> None:
    give(resolved, score=2, by=OUTSIDE)
    whole = resolve(conversation(cast.channel), outcome="answered", by=cast.ana)
    give(whole, score=5, by=OUTSIDE)
    measure_all()
    whole = merge(resolved, into=whole, by=cast.ana)
    assert differences() > 0
    measure_all()
    rated = Sample.objects.filter(kind=Kind.RATING)
    assert set(rated.values_list("conversation_id", "value")) == {(whole.pk, 2), (whole.pk, 5)}
    assert number("satisfaction", cast.ana).samples == 2
    assert differences() == 0
    unmerge(resolved, by=cast.ana)
    measure_all()
    assert set(rated.values_list("conversation_id", "value")) == {(resolved.pk, 2), (whole.pk, 5)}
    assert differences() == 0


def test_a_rating_that_is_counted_nowhere_is_a_difference(cast: Cast, resolved: Conversation) -> None:
    give(resolved, score=2, by=OUTSIDE)
    measure_all()
    Sample.objects.filter(kind=Kind.RATING).delete()
    assert differences() > 0
