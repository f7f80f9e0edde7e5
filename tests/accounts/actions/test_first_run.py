"""The first administrator, and nobody after them."""

from __future__ import annotations

import pytest

from accounts.actions.first_run import set_up
from accounts.actors import DOOR
from accounts.errors import NotPossible
from accounts.first_run import is_fresh
from accounts.models import Event, Member
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_first_one_administers() -> None:
    assert is_fresh()
    made = set_up(name="Ada Min", email="ada@northline.example", password=PASSWORD, by=DOOR)
    assert made.is_administrator
    assert not is_fresh()
    assert Event.objects.get().verb == "member.create"


def test_there_is_no_second_first_one() -> None:
    set_up(name="Ada Min", email="ada@northline.example", password=PASSWORD, by=DOOR)
    with pytest.raises(NotPossible, match="set up already"):
        set_up(name="Eve", email="eve@elsewhere.example", password=PASSWORD, by=DOOR)
    assert Member.objects.count() == 1
