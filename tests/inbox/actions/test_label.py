"""Words to find conversations by."""

from __future__ import annotations

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.label import label, unlabel
from inbox.actions.labels import archive, create, merge
from inbox.models import Label
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


def test_a_label_is_put_on_once_whatever_its_case(cast: Cast) -> None:
    made = conversation(cast.channel)
    label(made, name="Lost  property ", by=cast.ana)
    label(made, name="lost property", by=cast.ben)
    assert list(made.labels.values_list("name", flat=True)) == ["Lost property"]
    assert Event.objects.filter(verb="conversation.label").count() == 1


def test_a_label_is_taken_off_and_stays_for_others(cast: Cast) -> None:
    one, other = conversation(cast.channel), conversation(cast.channel)
    for each in (one, other):
        label(each, name="Refund", by=cast.ana)
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


def test_a_new_word_is_a_label_of_the_department_when_a_lead_says_it(cast: Cast) -> None:
    made = conversation(cast.channel)
    with pytest.raises(NotPossible, match="a lead of Customer Service can make it"):
        label(made, name="Refund", by=cast.ben)
    label(made, name="Refund", by=cast.ana)
    assert Label.objects.get().department == cast.service
    assert Event.objects.filter(verb="label.create").count() == 1
    label(conversation(cast.channel), name="refund", by=cast.ben)
    assert Label.objects.count() == 1


def test_the_departments_word_goes_before_the_organisations(cast: Cast) -> None:
    theirs = create(name="Delay", department=cast.marketing, by=cast.ada)
    ours = create(name="Delay", department=cast.service, by=cast.ana)
    made = conversation(cast.channel)
    label(made, name="delay", by=cast.ben)
    assert list(made.labels.all()) == [ours]
    assert not theirs.conversations.exists()


def test_an_archived_label_is_put_on_nothing_more(cast: Cast) -> None:
    archive(create(name="Delay", department=None, by=cast.ana), by=cast.ana)
    with pytest.raises(NotPossible, match="archived"):
        label(conversation(cast.channel), name="Delay", by=cast.ana)


def test_a_word_that_was_merged_means_the_other(cast: Cast) -> None:
    old, new = (create(name=name, department=None, by=cast.ana) for name in ("Late", "Delay"))
    merge(old, into=new, by=cast.ana)
    made = conversation(cast.channel, labels=["Late", "Fresh"])
    assert set(made.labels.values_list("name", flat=True)) == {"Delay", "Fresh"}
    label(made, name="late", by=cast.ben)
    assert Label.objects.count() == 3


def test_words_that_arrive_are_the_organisations_unless_what_they_are_on_is_closed(cast: Cast) -> None:
    open_one = conversation(cast.channel, labels=["Porn", "Spam"])
    closed = conversation(channel(cast.hr, is_closed=True), labels=["Spam", "Grievance"])
    assert {label.department for label in open_one.labels.all()} == {None}
    assert {label.name: label.department for label in closed.labels.all()} == {"Spam": None, "Grievance": cast.hr}
    assert not Label.objects.visible_to(cast.mia).filter(name="Grievance").exists()
    assert Label.objects.visible_to(cast.hal).filter(name="Grievance").exists()
