"""Working hours are made and changed by administrators, and hours that make no sense are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from routing.actions.calendar import change, create
from routing.models import PromiseBook, WorkCalendar
from tests.cast import Cast
from tests.routing.desk import WEEK

pytestmark = pytest.mark.django_db


def office(cast: Cast, **fields: Any) -> WorkCalendar:
    return create(**{"name": "Office", "zone": "Europe/Berlin", "week": WEEK, "by": cast.ada, **fields})


def test_one_is_made_with_holidays_and_days_of_its_own(cast: Cast) -> None:
    own = [{"day": date(2026, 12, 24), "spans": [[540, 720]], "name": "Christmas Eve"}]

    made = office(cast, country="DE", region="BY", own_days=own)

    assert made.own_days == [{"day": "2026-12-24", "spans": [[540, 720]], "name": "Christmas Eve"}]
    assert Event.objects.get(verb="calendar.create").subject_id == made.pk
    assert office(cast, name="Always", week=None).week is None


def test_a_change_is_a_new_page_in_the_book(cast: Cast) -> None:
    made = office(cast)

    changed = change(made, name="Office", zone="Europe/Lisbon", week=WEEK, by=cast.ada)
    change(changed, name="Office", zone="Europe/Lisbon", week=WEEK, by=cast.ada)

    assert [event.data["fields"] for event in Event.objects.filter(verb="calendar.change")] == [["zone"]]
    assert PromiseBook.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "A name has between 1 and 60 characters."),
        ({"zone": "Mars/Olympus"}, "“Mars/Olympus” is no time zone."),
        ({"week": [[]] * 7}, "Somebody must work at some time of the week, or nothing could be promised."),
        ({"week": [[[540, 1020]]]}, "A week has seven days."),
        ({"week": [[[540, 720], [700, 800]], *[[]] * 6]}, "Two shifts of a day overlap."),
        ({"week": [[[540, 540]], *[[]] * 6]}, "Hours begin and end at a time of the day, and not at the same."),
        ({"country": "XX"}, "The holidays of “XX” are not known."),
        ({"country": "DE", "region": "NY"}, "“NY” is no region there."),
        ({"own_days": [{"day": "2026-12-24"}] * 2}, "The 2026-12-24 stands there twice."),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        office(cast, **fields)
    assert str(refusal.value) == sentence


def test_a_name_is_given_once_and_by_administrators(cast: Cast) -> None:
    office(cast)
    with pytest.raises(NotPossible, match="already"):
        office(cast, name="OFFICE")
    with pytest.raises(NotAllowed):
        office(cast, name="Other", by=cast.ana)
