"""The managed list of reasons."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from inbox.actions.reason import archive, change, create, restore
from inbox.models import Reason
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_reason_is_made_renamed_archived_and_offered_again(cast: Cast) -> None:
    made = create(name="  Bad   weather ", by=cast.ada)
    assert made.name == "Bad weather"

    assert change(made, name="Snow", by=cast.ada).name == "Snow"
    assert archive(made, by=cast.ada).is_archived
    assert not restore(made, by=cast.ada).is_archived


def test_names_are_there_and_differ_whatever_their_case(cast: Cast) -> None:
    made = create(name="Snow", by=cast.ada)

    with pytest.raises(NotPossible, match="already"):
        create(name="SNOW", by=cast.ada)
    with pytest.raises(NotPossible, match="a name"):
        change(made, name=" ", by=cast.ada)


def test_the_last_reason_in_use_stays(cast: Cast) -> None:
    Reason.objects.all().delete()
    made = create(name="Snow", by=cast.ada)

    with pytest.raises(NotPossible, match="last reason"):
        archive(made, by=cast.ada)


def test_only_administrators_keep_the_list(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create(name="Snow", by=cast.ana)
