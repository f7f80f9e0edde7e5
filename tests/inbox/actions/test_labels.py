"""The labels themselves: made, renamed, merged, put away; by leads."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.label import label as put_on
from inbox.actions.labels import archive, change, create, merge, restore
from inbox.models import Label
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


def refund(cast: Cast) -> Label:
    return create(name="Refund", department=cast.service, colour="red", by=cast.ana)


def test_a_lead_makes_one_for_the_department_or_for_all(cast: Cast) -> None:
    ours, everybodys = refund(cast), create(name="  Praise  us ", department=None, by=cast.ana)
    assert (ours.name, ours.colour, ours.department) == ("Refund", "red", cast.service)
    assert (everybodys.name, everybodys.colour, everybodys.department) == ("Praise us", "grey", None)
    assert Event.objects.filter(verb="label.create").values_list("department_id", flat=True)[0] == cast.service.pk


def test_nobody_else_does(cast: Cast) -> None:
    made = refund(cast)
    for member in (cast.ben, cast.mia, cast.hal):
        with pytest.raises(NotAllowed):
            create(name="X", department=cast.service, by=member)
        with pytest.raises(NotAllowed):
            change(made, name="X", colour="red", by=member)
        with pytest.raises(NotAllowed):
            archive(made, by=member)
    with pytest.raises(NotAllowed):
        create(name="X", department=None, by=cast.ben)


def test_one_word_means_one_label_wherever_it_can_be_put(cast: Cast) -> None:
    refund(cast)
    create(name="Refund", department=cast.marketing, by=cast.ada)
    with pytest.raises(NotPossible, match="already"):
        create(name="refund", department=cast.service, by=cast.ana)
    create(name="Praise", department=None, by=cast.ana)
    with pytest.raises(NotPossible, match="already"):
        create(name="PRAISE", department=cast.service, by=cast.ana)
    with pytest.raises(NotPossible, match="no colour"):
        create(name="New", department=None, colour="plaid", by=cast.ana)


def test_it_is_renamed_wherever_it_is(cast: Cast) -> None:
    made = refund(cast)
    on = put_on(conversation(cast.channel), name="Refund", by=cast.ben)
    change(made, name="Money back", colour="green", by=cast.ana)
    assert list(on.labels.values_list("name", "colour")) == [("Money back", "green")]
    change(made, name="Money back", colour="green", by=cast.ana)
    assert [event.data for event in Event.objects.filter(verb="label.change")] == [{"fields": ["colour", "name"]}]


def test_merged_every_conversation_has_the_other_once(cast: Cast) -> None:
    old, new = refund(cast), create(name="Money back", department=None, by=cast.ana)
    one, both = conversation(cast.channel), conversation(cast.channel)
    put_on(one, name="Refund", by=cast.ben)
    for name in ("Refund", "Money back"):
        put_on(both, name=name, by=cast.ben)
    assert merge(old, into=new, by=cast.ana) == new
    assert [list(each.labels.all()) for each in (one, both)] == [[new], [new]]
    assert Event.objects.get(verb="label.merge").data == {"into": new.pk, "conversations": 1}
    assert list(Label.objects.visible_to(cast.ana)) == [new]


def test_merged_twice_the_first_leads_to_the_last(cast: Cast) -> None:
    first, second, third = (create(name=name, department=None, by=cast.ana) for name in "abc")
    merge(first, into=second, by=cast.ana)
    merge(second, into=third, by=cast.ana)
    first.refresh_from_db()
    assert first.merged_into == third
    assert create(name="a", department=None, by=cast.ana).pk != first.pk


def test_a_merge_gives_no_department_a_label_that_is_not_its_own(cast: Cast) -> None:
    everybodys, ours = create(name="Money back", department=None, by=cast.ana), refund(cast)
    with pytest.raises(NotPossible, match="whole organisation"):
        merge(everybodys, into=ours, by=cast.ana)
    with pytest.raises(NotPossible, match="another label"):
        merge(ours, into=ours, by=cast.ana)
    theirs = create(name="Campaign", department=cast.marketing, by=cast.ada)
    with pytest.raises(NotAllowed):
        merge(theirs, into=everybodys, by=cast.ana)
    with pytest.raises(NotPossible, match="not in use"):
        merge(ours, into=archive(everybodys, by=cast.ana), by=cast.ana)


def test_archived_it_stays_where_it_is_and_comes_back(cast: Cast) -> None:
    made = refund(cast)
    on = put_on(conversation(cast.channel), name="Refund", by=cast.ben)
    archive(archive(made, by=cast.ana), by=cast.ana)
    assert list(on.labels.all()) == [made]
    assert not Label.objects.usable_in(cast.service.pk).exists()
    restore(made, by=cast.ana)
    assert Label.objects.usable_in(cast.service.pk).exists()
    assert Event.objects.filter(verb__in=("label.archive", "label.restore")).count() == 2
