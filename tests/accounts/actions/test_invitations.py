"""The life of an invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.actions import departments, invitations
from accounts.actors import DOOR
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Invitation, Member, Role
from tests.cast import PASSWORD, Cast, department

pytestmark = pytest.mark.django_db
type Mailed = Callable[[Callable[[], Any]], str]


@pytest.fixture
def mailed(django_capture_on_commit_callbacks: Any) -> Mailed:
    """Do it, commit, and give the secret of the link that was mailed."""

    def do(act: Callable[[], Any]) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        found = re.search(r"/invitation/([\w-]+)/", str(mail.outbox[-1].body))
        assert found
        return found[1]

    return do


def invite(cast: Cast, **fields: Any) -> Invitation:
    wanted: dict[str, Any] = {
        "email": "zoe@northline.example",
        "name": "Zoe Falk",
        "roles": {cast.service: Role.AGENT},
        "by": cast.ada,
    }
    return invitations.invite(**wanted | fields)


def test_the_link_is_mailed_and_only_its_hash_is_kept(cast: Cast, mailed: Mailed) -> None:
    secret = mailed(lambda: invite(cast))
    stored = Invitation.objects.get()
    assert mail.outbox[0].to == ["zoe@northline.example"]
    assert mail.outbox[0].subject == "Ada Min invites you to Liaison"
    assert secret not in str(vars(stored))
    assert secret not in str(list(Event.objects.values()))
    assert Invitation.objects.with_secret(secret) == stored


def test_accepting_makes_a_member_with_the_promised_roles(cast: Cast) -> None:
    made = invitations.accept(
        invite(cast, is_administrator=True), name="Zoe Falk", password=PASSWORD, time_zone="Europe/Oslo", by=DOOR
    )
    assert (made.email, made.time_zone, made.is_administrator) == ("zoe@northline.example", "Europe/Oslo", True)
    assert [(place.department, place.role) for place in made.memberships.all()] == [(cast.service, "agent")]
    assert Event.objects.get(verb="invitation.accept").actor_id == str(made.pk)


def test_it_is_good_once(cast: Cast) -> None:
    invitation = invite(cast)
    invitations.accept(invitation, name="Zoe", password=PASSWORD, by=DOOR)
    with pytest.raises(NotPossible, match="no longer open"):
        invitations.accept(invitation, name="Zoe", password=PASSWORD, by=DOOR)
    with pytest.raises(NotPossible, match="accepted this invitation already"):
        invitations.withdraw(invitation, by=cast.ada)


def test_it_is_good_for_seven_days(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 11, 1, 12, tzinfo=UTC), tick=False) as clock:
        invitation = invite(cast)
        clock.move_to(datetime(2026, 11, 8, 11, 59, tzinfo=UTC))
        assert invitation.is_open
        clock.move_to(datetime(2026, 11, 8, 12, 0, tzinfo=UTC))
        with pytest.raises(NotPossible):
            invitations.accept(invitation, name="Zoe", password=PASSWORD, by=DOOR)
    assert not Member.objects.filter(name="Zoe").exists()


def test_sending_again_renews_the_link_and_ends_the_old_one(cast: Cast, mailed: Mailed) -> None:
    first = mailed(lambda: invite(cast))
    second = mailed(lambda: invitations.resend(Invitation.objects.get(), by=cast.ada))
    assert Invitation.objects.with_secret(first) is None
    assert Invitation.objects.with_secret(second) is not None


def test_a_withdrawn_link_opens_nothing(cast: Cast) -> None:
    invitation = invitations.withdraw(invite(cast), by=cast.ada)
    assert not invitation.is_open
    with pytest.raises(NotPossible, match="withdrawn"):
        invitations.resend(invitation, by=cast.ada)
    invite(cast)


def test_members_and_the_invited_are_not_invited_again(cast: Cast) -> None:
    with pytest.raises(NotPossible, match="Ben Okafor has this e-mail"):
        invite(cast, email="Ben@northline.example")
    invite(cast)
    with pytest.raises(NotPossible, match="invited already"):
        invite(cast, email="ZOE@northline.example")


def test_leads_do_not_invite(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        invite(cast, by=cast.ana)


def test_a_department_archived_meanwhile_is_left_out(cast: Cast) -> None:
    place = department("Events", "EV")
    invitation = invite(cast, roles={place: Role.LEAD, cast.service: Role.OBSERVER})
    departments.archive(place, by=cast.ada)
    made = invitations.accept(invitation, name="Zoe", password=PASSWORD, by=DOOR)
    assert [item.department for item in made.memberships.all()] == [cast.service]
