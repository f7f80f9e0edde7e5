"""A rule that is still being written is told at once that it would set others off for ever, and only when it could."""

from __future__ import annotations

from typing import Any

import pytest

from routing.models import Rule
from routing.resting import endless
from routing.rules import Step
from tests.cast import Cast
from tests.routing.book import leaf, rule

pytestmark = pytest.mark.django_db


def typed(cast: Cast, trigger: str) -> Rule:
    """Not kept."""
    tree = {"all": [leaf("department", "is", [cast.marketing.pk])]}
    steps = [{"kind": "department", "value": cast.service.pk}]
    content: dict[str, Any] = {"tree": tree, "steps": steps, "position": None}
    return Rule(pk=0, name="Back", trigger=trigger, **content)


def there(cast: Cast) -> None:
    tree = {"all": [leaf("department", "is", [cast.service.pk])]}
    rule(cast, "There", tree, Step("department", cast.marketing.pk), trigger="changed")


def test_the_cycle_that_it_would_close_is_named(cast: Cast) -> None:
    there(cast)
    assert endless(typed(cast, "changed")) == (
        "These rules could set one another off for ever: “There” → “Back” → “There”."
    )


def test_one_that_no_other_can_set_off_asks_nothing_of_the_others(cast: Cast, django_assert_num_queries: Any) -> None:
    there(cast)
    with django_assert_num_queries(0):
        assert endless(typed(cast, "received")) == ""
