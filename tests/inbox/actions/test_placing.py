"""What a department wants for its new work."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.labels import create
from inbox.actions.placing import change
from inbox.models import Placing
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WANTS: dict[str, Any] = {"way": "load", "most_open": 8, "match_language": True}


def test_a_lead_sets_it_and_sets_it_anew(cast: Cast) -> None:
    refund = create(name="Refund", colour="red", department=cast.service, by=cast.ana)
    change(cast.service, **WANTS, topics=[refund], by=cast.ana)
    change(cast.service, **{**WANTS, "way": "turn"}, by=cast.ada)

    placing = Placing.objects.get()
    assert (placing.way, placing.most_open, placing.topics.count()) == ("turn", 8, 0)
    assert Event.objects.filter(verb="placing.change", department_id=cast.service.pk).count() == 2


@pytest.mark.parametrize("name", ["ben", "mia", "hal", "nora"])
def test_nobody_else_does(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        change(cast.service, **WANTS, by=getattr(cast, name))


@pytest.mark.parametrize("wrong", [{"way": "dice"}, {"most_open": 0}, {"most_open": 501}])
def test_what_makes_no_sense_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        change(cast.service, **{**WANTS, **wrong}, by=cast.ana)


def test_a_topic_is_a_label_that_the_department_can_use(cast: Cast) -> None:
    theirs = create(name="Applications", colour="red", department=cast.hr, by=cast.hal)
    with pytest.raises(NotPossible, match="Customer Service can use"):
        change(cast.service, **WANTS, topics=[theirs], by=cast.ana)


def test_only_those_of_active_departments_are_on(cast: Cast) -> None:
    change(cast.service, **WANTS, by=cast.ana)
    change(cast.marketing, **{**WANTS, "way": "off"}, by=cast.ada)
    assert [one.department for one in Placing.objects.on()] == [cast.service]
