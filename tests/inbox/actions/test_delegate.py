"""While one is away, another decides in one's place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Member, Membership, Role
from inbox.actions.delegate import delegate, undelegate
from inbox.models import Delegation
from inbox.reviewing import absent_for, stand_ins
from tests.cast import Cast
from tests.inbox.drafts import verbs

pytestmark = pytest.mark.django_db


def test_until_a_date_and_replaced_by_a_later_one(cast: Cast) -> None:
    later = timezone.now() + timedelta(days=3)
    delegate(cast.ana, to=cast.ben, until=later, by=cast.ana)
    delegate(cast.ana, to=cast.mia, until=later, by=cast.ana)
    assert (absent_for(cast.ben), absent_for(cast.mia)) == ([], [cast.ana])
    Delegation.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert absent_for(cast.mia) == []


def test_a_stand_in_who_sends_nowhere_any_more_stands_in_no_longer(cast: Cast) -> None:
    delegate(cast.ana, to=cast.mia, until=timezone.now() + timedelta(days=3), by=cast.ana)
    Membership.objects.filter(member=cast.mia).update(role=Role.TRAINEE)
    assert absent_for(Member.objects.get(pk=cast.mia.pk)) == []
    assert list(stand_ins().order_by("name")) == [cast.ada, cast.ana, cast.ben, cast.hal]


def test_back_again(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="Nobody stands in"):
        undelegate(cast.ana, by=cast.ana)
    delegate(cast.ana, to=cast.ben, until=timezone.now() + timedelta(days=3), by=cast.ana)
    undelegate(cast.ana, by=cast.ana)
    assert absent_for(cast.ben) == []
    assert verbs() == ["draft.delegate", "draft.undelegate"]


def test_only_for_oneself_and_to_somebody_else(cast: Cast) -> None:
    later = timezone.now() + timedelta(days=3)
    with pytest.raises(NotAllowed):
        delegate(cast.ana, to=cast.ben, until=later, by=cast.ada)
    with pytest.raises(NotPossible, match="somebody else"):
        delegate(cast.ana, to=cast.ana, until=later, by=cast.ana)
    with pytest.raises(NotPossible, match="still to come"):
        delegate(cast.ana, to=cast.ben, until=timezone.now() - timedelta(days=1), by=cast.ana)
    for person in (cast.olga, cast.tim, cast.nora):
        with pytest.raises(NotPossible, match="sends nowhere"):
            delegate(cast.ana, to=person, until=later, by=cast.ana)
    cast.ben.is_active = False
    cast.ben.save()
    with pytest.raises(NotPossible, match="no longer works"):
        delegate(cast.ana, to=cast.ben, until=later, by=cast.ana)
