"""How one wants to be told is one's own choice."""

from __future__ import annotations

from datetime import time

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.attention import change
from inbox.models import Attention
from inbox.models.attention import About, Way
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_change_is_kept_and_journalled_without_its_values(cast: Cast) -> None:
    change(cast.ben, by=cast.ben, followed=Way.MAIL, work_from=time(9), work_until=time(17))
    change(cast.ben, by=cast.ben, followed=Way.MAIL)

    wishes = Attention.objects.get(member=cast.ben)
    assert (wishes.way(About.FOLLOWED), wishes.work_until) == (Way.MAIL, time(17))
    event = Event.objects.get(verb="profile.change")
    assert event.data == {"fields": ["followed", "work_from", "work_until"]}


def test_nobody_chooses_for_somebody_else(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change(cast.ben, by=cast.ada, mention=Way.OFF)


def test_hours_have_two_ends_and_unknown_wishes_are_an_error(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="or leave both empty"):
        change(cast.ben, by=cast.ben, work_from=time(9))
    with pytest.raises(TypeError, match="is_demo"):
        change(cast.ben, by=cast.ben, is_demo=True)
