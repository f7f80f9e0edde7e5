"""Lists kept under a name: one's own, and a department's."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import saved_views
from inbox.actions.saved_views import change, delete, manages, move, save, share
from inbox.models import SavedView
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_ones_own_is_seen_by_nobody_else(cast: Cast) -> None:
    mine = save(name=" My  refunds ", query="?label=1", by=cast.ben)
    assert (mine.name, mine.icon) == ("My refunds", "save")
    assert list(SavedView.objects.visible_to(cast.ben)) == [mine]
    for member in (cast.ana, cast.ada, cast.mia):
        assert not SavedView.objects.visible_to(member).exists()
        assert not manages(member, mine)
        with pytest.raises(NotAllowed):
            delete(mine, by=member)


def test_a_lead_shares_with_those_who_work_there(cast: Cast) -> None:
    shared = share(name="Line 44", query="?label=2", department=cast.service, icon="campaign", by=cast.ana)
    assert list(SavedView.objects.visible_to(cast.ben)) == [shared]
    assert not SavedView.objects.visible_to(cast.mia).exists()
    assert (manages(cast.ana, shared), manages(cast.ben, shared)) == (True, False)
    with pytest.raises(NotAllowed):
        share(name="X", query="", department=cast.service, by=cast.ben)
    with pytest.raises(NotAllowed):
        change(shared, name="X", icon="eye", query="", by=cast.ben)
    with pytest.raises(NotAllowed):
        move(shared, up=True, by=cast.ben)
    with pytest.raises(NotAllowed):
        delete(shared, by=cast.ben)
    assert Event.objects.get(verb="view.share").department_id == cast.service.pk


def test_names_marks_and_lists_change(cast: Cast) -> None:
    mine = save(name="Refunds", query="", by=cast.ben)
    change(mine, name="Money", icon="eye", query="?waiting=4", by=cast.ben)
    mine.refresh_from_db()
    assert (mine.name, mine.icon, mine.query) == ("Money", "eye", "?waiting=4")


def test_order_is_ones_own_choice(cast: Cast) -> None:
    first, second, third = (save(name=name, query="", by=cast.ben) for name in "abc")
    save(name="elsewhere", query="", by=cast.ana)
    move(third, up=True, by=cast.ben)
    move(first, up=True, by=cast.ben)
    move(second, up=False, by=cast.ben)
    assert [view.name for view in SavedView.objects.visible_to(cast.ben)] == ["a", "c", "b"]


def test_deleted_it_is_gone(cast: Cast) -> None:
    delete(save(name="a", query="", by=cast.ben), by=cast.ben)
    assert not SavedView.objects.exists()
    assert Event.objects.filter(verb="view.delete").count() == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "1 to 60 characters"),
        ({"name": "x" * 61}, "1 to 60 characters"),
        ({"icon": "unicorn"}, "no mark"),
        ({"query": "?" + "x" * 1000}, "too many filters"),
        ({"name": "TAKEN"}, "already"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, facts: dict[str, str], sentence: str) -> None:
    save(name="Taken", query="", by=cast.ben)
    with pytest.raises(NotPossible, match=sentence):
        save(**{"name": "New", "query": "", "by": cast.ben, **facts})  # type: ignore[arg-type]


def test_there_is_an_end_to_them(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    save(name="a", query="", by=cast.ben)
    with pytest.raises(NotPossible, match="delete one first"):
        save(name="b", query="", by=cast.ben)
