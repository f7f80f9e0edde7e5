"""Departments are made, renamed, closed, archived; work is never without a holder."""

from __future__ import annotations

import pytest

from accounts.actions import departments
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Department, Event
from inbox.actions.resolve import resolve
from inbox.models import Channel, Conversation
from tests.cast import Cast, channel, conversation, department

pytestmark = pytest.mark.django_db


def test_a_department_gets_an_address_of_its_own(cast: Cast) -> None:
    first = departments.create(name="Press & Public", code="pp", by=cast.ada)
    second = departments.create(name="Press Public", code="P2", by=cast.ada)
    third = departments.create(name="New", code="NW", by=cast.ada)
    fourth = departments.create(name="広報", code="KO", by=cast.ada)
    assert [item.slug for item in (first, second, third, fourth)] == [
        *("press-public", "press-public-2", "new-2", "department"),
    ]
    assert first.code == "PP"


def test_two_departments_never_share_a_name(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="named marketing already"):
        departments.create(name="marketing", code="M2", by=cast.ada)
    with pytest.raises(NotPossible):
        departments.change(cast.hr, name="Marketing", code="HR", purpose="", by=cast.ada)


def test_renaming_keeps_the_address(cast: Cast) -> None:
    departments.change(cast.marketing, name="Brand", code="br", purpose="What we say", by=cast.ada)
    stored = Department.objects.get(pk=cast.marketing.pk)
    assert (stored.name, stored.code, stored.slug) == ("Brand", "BR", "marketing")
    assert Event.objects.get(verb="department.change").data == {"fields": ["code", "name", "purpose"]}


def test_leads_do_not_set_up_departments(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        departments.close(cast.service, by=cast.ana)


def test_a_department_may_want_its_lead_for_every_reply(cast: Cast) -> None:
    departments.require_lead(cast.service, by=cast.ada)
    departments.require_lead(cast.service, by=cast.ada)
    assert Department.objects.get(pk=cast.service.pk).replies_need_lead
    departments.waive_lead(cast.service, by=cast.ada)
    assert not Department.objects.get(pk=cast.service.pk).replies_need_lead
    for act in (departments.require_lead, departments.waive_lead):
        with pytest.raises(NotAllowed, match="administrator"):
            act(cast.service, by=cast.ana)
    verbs = ["department.require_lead", "department.waive_lead"]
    assert list(Event.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True)) == verbs


def test_closing_a_department_hides_what_lies_there_at_once(cast: Cast) -> None:
    found, private = conversation(cast.channel), conversation(cast.channel, private=True)
    assert found in Conversation.objects.visible_to(cast.mia)
    departments.close(cast.service, by=cast.ada)
    assert not Conversation.objects.visible_to(cast.mia).exists()
    assert found in Conversation.objects.visible_to(cast.ben)
    departments.open_up(cast.service, by=cast.ada)
    assert list(Conversation.objects.visible_to(cast.mia)) == [found]
    assert private in Conversation.objects.visible_to(cast.ben)


def test_a_department_that_still_holds_work_is_not_archived(cast: Cast) -> None:
    place = department("Events", "EV")
    held = conversation(channel(place))
    with pytest.raises(NotPossible, match="still brings its conversations to Events"):
        departments.archive(place, by=cast.ada)
    Channel.objects.filter(default_department=place).update(default_department=cast.service)
    with pytest.raises(NotPossible, match="still holds 1 conversation"):
        departments.archive(place, by=cast.ada)
    resolve(held, outcome="answered", by=cast.ada)
    departments.archive(place, by=cast.ada)
    assert not Department.objects.get(pk=place.pk).is_active
    departments.restore(place, by=cast.ada)
    assert Department.objects.get(pk=place.pk).is_active


def test_a_refused_act_leaves_no_trace(cast: Cast) -> None:
    conversation(cast.channel)
    with pytest.raises(NotPossible):
        departments.archive(cast.service, by=cast.ada)
    assert Department.objects.get(pk=cast.service.pk).is_active
    assert not Event.objects.filter(verb="department.archive").exists()


def test_closing_twice_is_one_event(cast: Cast) -> None:
    departments.close(cast.hr, by=cast.ada)
    departments.close(cast.service, by=cast.ada)
    departments.close(cast.service, by=cast.ada)
    assert Event.objects.filter(verb="department.close").count() == 1
