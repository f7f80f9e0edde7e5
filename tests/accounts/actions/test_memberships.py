"""Who works where, and as what."""

from __future__ import annotations

import pytest

from accounts.actions import departments, memberships, people
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Membership, Role
from accounts.permissions import may
from inbox.actions.assign import assign
from inbox.models import Conversation
from tests.cast import Cast, conversation, department

pytestmark = pytest.mark.django_db


def test_a_role_is_granted_and_replaced(cast: Cast) -> None:
    memberships.grant(cast.nora, department=cast.service, role=Role.AGENT, by=cast.ada)
    memberships.grant(cast.nora, department=cast.service, role=Role.LEAD, by=cast.ada)
    assert Membership.objects.get(member=cast.nora).role == Role.LEAD
    assert [event.data["before"] for event in Event.objects.filter(verb="membership.grant")] == [None, "agent"]
    assert may(cast.nora, "conversation.admit", conversation(cast.channel))


def test_granting_the_same_role_again_leaves_no_event(cast: Cast) -> None:
    memberships.grant(cast.ben, department=cast.service, role=Role.AGENT, by=cast.ada)
    assert not Event.objects.filter(verb="membership.grant").exists()


def test_only_administrators_grant(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        memberships.grant(cast.nora, department=cast.service, role=Role.LEAD, by=cast.ana)


def test_nobody_former_and_nothing_archived_is_joined(cast: Cast) -> None:
    people.deactivate(cast.nora, by=cast.ada)
    cast.nora.refresh_from_db()
    with pytest.raises(NotPossible, match="no longer active"):
        memberships.grant(cast.nora, department=cast.service, role=Role.AGENT, by=cast.ada)
    place = departments.archive(department("Events", "EV"), by=cast.ada)
    with pytest.raises(NotPossible, match="archived"):
        memberships.grant(cast.ben, department=place, role=Role.AGENT, by=cast.ada)


def test_who_leaves_a_department_leaves_its_work_there(cast: Cast) -> None:
    held = conversation(cast.channel)
    assign(held, to=cast.ben, by=cast.ana)
    departments.close(cast.service, by=cast.ada)
    memberships.revoke(cast.ben.memberships.get(), by=cast.ada)
    assert Conversation.objects.get(pk=held.pk).assignee is None
    assert not Conversation.objects.visible_to(cast.ben).exists()
    assert Event.objects.filter(verb="conversation.unassign").count() == 1
