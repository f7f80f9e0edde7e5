"""What a department agrees on for requests to it."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.desk import change
from inbox.models import Desk
from tests.cast import Cast, department

pytestmark = pytest.mark.django_db


def test_it_is_set_and_changed(cast: Cast) -> None:
    change(cast.marketing, acknowledge_minutes=30, fallback_member=cast.ana, by=cast.ada)

    change(cast.marketing, acknowledge_minutes=45, fallback_department=cast.service, by=cast.ada)

    agreed = Desk.objects.get()
    assert (agreed.acknowledge_minutes, agreed.fallback_member, agreed.fallback_department) == (45, None, cast.service)
    assert Event.objects.filter(verb="desk.change").count() == 2


def test_senseless_agreements_are_refused(cast: Cast) -> None:
    gone = department("Old", "OL", is_active=False)
    for more, sentence in (
        ({"acknowledge_minutes": 0}, "fourteen days"),
        ({"acknowledge_minutes": 5, "fallback_department": cast.marketing}, "for itself"),
        ({"acknowledge_minutes": 5, "fallback_department": gone}, "has to be there"),
        ({"acknowledge_minutes": 5, "fallback_department": cast.service, "fallback_member": cast.ana}, "not both"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            change(cast.marketing, by=cast.ada, **more)


def test_only_administrators_agree(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change(cast.service, acknowledge_minutes=5, by=cast.ana)
