"""What is promised is made, changed, ordered and put away by administrators; every state of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from routing.actions.sla_policy import archive, change, create, move
from routing.models import PromiseBook, SlaPolicy
from routing.presenters import policy_rows
from routing.stored import books, policy_from, policy_kept
from tests.cast import Cast
from tests.routing.desk import policy

pytestmark = pytest.mark.django_db


def order() -> list[str]:
    return [row.name for row in policy_rows()]


def test_one_is_made_changed_and_put_away_and_the_book_has_a_page_for_each(cast: Cast) -> None:
    made = create(name="Everybody", targets={"first": 60}, by=cast.ada)
    changed = change(made, name="Everybody", targets={"first": 30, "resolution": 600}, by=cast.ada)
    change(changed, name="Everybody", targets={"first": 30, "resolution": 600}, by=cast.ada)
    archive(changed, by=cast.ada)

    assert [book["targets"] for page in PromiseBook.objects.all() for book in page.policies] == [
        {"first": 60},
        {"first": 30, "resolution": 600},
    ]
    assert [len(book.policies) for book in books()] == [1, 1, 0]
    assert [event.verb for event in Event.objects.filter(verb__startswith="sla_policy.")] == [
        *("sla_policy.create", "sla_policy.change", "sla_policy.archive"),
    ]
    with pytest.raises(NotPossible, match="was archived"):
        change(changed, name="Back", targets={"first": 1}, by=cast.ada)


def test_who_names_more_comes_first_and_equals_are_ordered(cast: Cast) -> None:
    policy(cast, "General")
    policy(cast, "Service", departments=[cast.service.pk])
    marketing = policy(cast, "Marketing", departments=[cast.marketing.pk])
    policy(cast, "Service presses", departments=[cast.service.pk], priorities=[3, 4])
    assert order() == ["Service presses", "Service", "Marketing", "General"]

    move(marketing, place=1, by=cast.ada)
    move(marketing, place=1, by=cast.ada)

    assert order() == ["Service presses", "Marketing", "Service", "General"]
    assert Event.objects.filter(verb="sla_policy.move").count() == 1
    with pytest.raises(NotPossible, match="no such place"):
        move(marketing, place=3, by=cast.ada)


def test_kept_and_read_it_is_the_same(cast: Cast) -> None:
    made = policy(cast, departments=[cast.service.pk], kinds=["mention"], pauses=["asked"], warn_share=80)

    assert policy_from(policy_kept(made)) == policy_from(PromiseBook.objects.get().policies[0])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "A name has between 1 and 80 characters."),
        ({"targets": {}}, "A policy promises something: give at least one of its times."),
        ({"targets": {"tea": 5}}, "A policy promises something: give at least one of its times."),
        ({"targets": {"first": 10**6}}, "A promise takes between a minute and a year."),
        ({"departments": [999_999]}, "“999999” does not exist."),
        ({"breach_acts": ["explode"]}, "“explode” does not exist."),
        ({"warn_share": 100}, "Warn some minutes before, or after a share of the time between 1 and 99 percent."),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        policy(cast, **fields)
    assert str(refusal.value) == sentence


def test_a_name_is_given_once_and_by_administrators(cast: Cast) -> None:
    made = policy(cast)
    with pytest.raises(NotPossible, match="already"):
        policy(cast, "EVERYBODY")
    with pytest.raises(NotAllowed):
        archive(made, by=cast.ana)
    with pytest.raises(NotAllowed):
        policy(cast, "Other", by=cast.ana)
    assert SlaPolicy.objects.get() == made
