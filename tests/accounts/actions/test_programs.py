"""Programs: members that never sign in, with tokens that administrators issue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import memberships, programs
from accounts.backends import MemberBackend
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event, Member, Role
from accounts.permissions import who_may
from inbox.actions import placing
from inbox.candidates import candidates
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm(cast: Cast) -> Member:
    """A program."""
    return programs.create(name="CRM", by=cast.ada)


def test_administrators_create_it(cast: Cast, crm: Member) -> None:
    assert (crm.is_program, crm.is_active, crm.name) == (True, True, "CRM")
    assert Event.objects.get(verb="program.create").subject_id == crm.pk
    with pytest.raises(NotAllowed):
        programs.create(name="Other", by=cast.ana)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "crm"])
def test_a_name_that_makes_no_sense_or_is_taken_is_refused(cast: Cast, crm: Member, name: str) -> None:
    with pytest.raises(NotPossible):
        programs.create(name=name, by=cast.ada)


def test_it_never_signs_in(crm: Member) -> None:
    assert not crm.has_usable_password()
    assert not MemberBackend().user_can_authenticate(crm)
    client = Client()
    client.force_login(crm, backend="accounts.backends.MemberBackend")
    assert client.get("/inbox/").status_code == 302


def test_nobody_waits_for_it_and_no_work_finds_it(cast: Cast, crm: Member) -> None:
    memberships.grant(crm, department=cast.service, role=Role.LEAD, by=cast.ada)
    assert crm not in who_may("draft.approve", cast.service)
    row = placing.change(cast.service, way="turn", most_open=5, match_language=False, by=cast.ana)
    assert crm.pk not in {one.pk for one in candidates(row, timezone.now())}


def test_its_tokens_are_issued_and_replaced_by_administrators(cast: Cast, crm: Member) -> None:
    until = timezone.now() + timedelta(days=1)
    token, _secret = programs.issue(crm, name="Live", scopes=["events.read"], until=until, by=cast.ada)
    fresh, _second = programs.rotate(token, overlap=timedelta(hours=1), by=cast.ada)
    assert (token.member, fresh.member) == (crm, crm)
    for verb in ("program.issue", "program.rotate"):
        assert Event.objects.get(verb=verb).data["member"] == crm.pk
    with pytest.raises(NotAllowed):
        programs.issue(crm, name="Live", scopes=["events.read"], until=until, by=cast.ana)


def test_an_administrator_makes_no_token_of_a_person(cast: Cast) -> None:
    until = timezone.now() + timedelta(days=1)
    with pytest.raises(NotPossible, match="is a person and makes their tokens themselves"):
        programs.issue(cast.ben, name="Live", scopes=["events.read"], until=until, by=cast.ada)
