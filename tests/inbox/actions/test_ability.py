"""What members know, by their own word or a lead's."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.ability import assess, change
from inbox.actions.labels import create
from inbox.models import Ability
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_members_say_it_themselves(cast: Cast) -> None:
    change(cast.ben, languages=["de-AT", "en", "de"], topics=(), by=cast.ben)
    assert Ability.objects.get().languages == ["de", "en"]
    assert Event.objects.get(verb="ability.change").data["languages"] == ["de", "en"]
    with pytest.raises(NotAllowed):
        change(cast.ben, languages=["fr"], topics=(), by=cast.ana)


def test_a_lead_says_it_of_a_colleague_with_how_much_they_can_carry(cast: Cast) -> None:
    refund = create(name="Refund", colour="red", department=None, by=cast.ana)
    assess(cast.ben.memberships.get(), languages=["en"], topics=[refund], most_open=3, by=cast.ana)
    made = Ability.objects.get()
    assert (made.member, made.languages, list(made.topics.all()), made.most_open) == (cast.ben, ["en"], [refund], 3)
    event = Event.objects.get(verb="ability.assess")
    assert (event.department_id, event.data["topics"]) == (cast.service.pk, [refund.pk])


def test_what_other_departments_say_stays(cast: Cast) -> None:
    theirs = create(name="Applications", colour="red", department=cast.hr, by=cast.hal)
    change(cast.ben, languages=(), topics=[theirs], by=cast.ben)
    assess(cast.ben.memberships.get(), languages=(), topics=(), most_open=None, by=cast.ana)
    assert list(Ability.objects.get().topics.all()) == [theirs]


def test_only_a_lead_of_that_department_and_only_what_makes_sense(cast: Cast) -> None:
    for outsider in (cast.ben, cast.mia, cast.hal):
        with pytest.raises(NotAllowed):
            assess(cast.ben.memberships.get(), languages=(), topics=(), most_open=1, by=outsider)
    with pytest.raises(NotPossible, match="at most 500"):
        assess(cast.ben.memberships.get(), languages=(), topics=(), most_open=501, by=cast.ana)
