"""Words to find conversations by."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.label import label, unlabel
from inbox.models import Label
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def test_a_label_is_put_on_once_whatever_its_case(cast: Cast) -> None:
    made = conversation(cast.channel)
    label(made, name="Lost  property ", by=cast.ben)
    label(made, name="lost property", by=cast.ana)
    assert list(made.labels.values_list("name", flat=True)) == ["Lost property"]
    assert Event.objects.filter(verb="conversation.label").count() == 1


def test_a_label_is_taken_off_and_stays_for_others(cast: Cast) -> None:
    one, other = conversation(cast.channel), conversation(cast.channel)
    for each in (one, other):
        label(each, name="Refund", by=cast.ben)
    unlabel(one, name="refund", by=cast.ben)
    unlabel(one, name="refund", by=cast.ben)
    assert not one.labels.exists()
    assert other.labels.exists()
    assert Event.objects.filter(verb="conversation.unlabel").count() == 1
    assert Label.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_label_has_a_sensible_length(cast: Cast, name: str) -> None:
    with pytest.raises(NotPossible, match="1 to 60 characters"):
        label(conversation(cast.channel), name=name, by=cast.ben)


def test_only_those_who_work_there_label(cast: Cast) -> None:
    made = conversation(cast.channel)
    for member in (cast.tim, cast.mia):
        with pytest.raises(NotAllowed):
            label(made, name="Refund", by=member)
