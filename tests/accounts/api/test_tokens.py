"""A token opens as much as it says, and never more than its member may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import memberships, people, programs, tokens
from accounts.models import Event, Role, Token
from accounts.scopes import SCOPES
from tests.cast import Cast, channel, conversation
from tests.inbox.requests import asked
from tests.programs import STRANGER, Program, program_of

pytestmark = pytest.mark.django_db


def test_without_a_token_nothing_opens(cast: Cast) -> None:
    answer = STRANGER.get("/conversations/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "This needs a token in the header Authorization."


@pytest.mark.parametrize("secret", ["lia_wrong", "x", "lia_" + "é" * 20])
def test_a_wrong_token_opens_nothing(cast: Cast, secret: str) -> None:
    answer = Program(secret.encode("utf-8").decode("latin-1")).get("/conversations/")
    assert answer.status_code == 401
    assert "opens nothing" in answer.json()["detail"]


def test_the_session_of_a_page_opens_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ada)
    assert client.get("/api/v1/conversations/").status_code == 401


def test_only_a_hash_of_the_secret_is_kept(cast: Cast) -> None:
    ben = program_of(cast.ben)
    row = Token.objects.get()
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    assert ben.secret not in kept
    assert ben.secret.startswith(row.start)
    assert len(row.start) == 8


def test_an_expired_and_a_revoked_token_open_nothing(cast: Cast) -> None:
    ben, tim = program_of(cast.ben), program_of(cast.tim)
    Token.objects.filter(member=cast.ben).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tim.token is not None
    tokens.revoke(tim.token, by=cast.tim)
    assert [one.get("/conversations/").status_code for one in (ben, tim)] == [401, 401]


def test_the_token_of_a_former_member_opens_nothing(cast: Cast) -> None:
    mia = program_of(cast.mia)
    people.deactivate(cast.mia, by=cast.ada)
    assert mia.get("/conversations/").status_code == 401


def test_a_scope_that_is_missing_is_named(cast: Cast) -> None:
    row = conversation(cast.channel)
    reader = program_of(cast.ben, scopes=["conversations.read"])
    assert reader.get(f"/conversations/{row.pk}/").status_code == 200
    refused = reader.post(f"/conversations/{row.pk}/take/")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "This token lacks the scope conversations.write."
    assert Event.objects.filter(verb="conversation.take").count() == 0


def test_who_may_write_may_read(cast: Cast) -> None:
    writer = program_of(cast.ben, scopes=["conversations.write"])
    assert writer.get("/conversations/").status_code == 200
    assert writer.get("/messages/").status_code == 200


def test_a_token_has_no_more_rights_than_its_member(cast: Cast) -> None:
    row = conversation(cast.channel)
    for member in (cast.olga, cast.tim, cast.mia, cast.nora):
        refused = program_of(member).post(f"/conversations/{row.pk}/take/")
        assert refused.status_code == 403
        assert refused.json()["detail"] == "This needs the role Agent or more in Customer Service."


def test_what_is_closed_does_not_exist_for_an_outsiders_token(cast: Cast) -> None:
    secret = conversation(channel(cast.hr))
    outsider, insider = program_of(cast.ana), program_of(cast.hal)
    assert outsider.get(f"/conversations/{secret.pk}/").status_code == 404
    assert outsider.get("/conversations/?status=all").json()["items"] == []
    assert insider.get(f"/conversations/{secret.pk}/").status_code == 200


def test_a_token_held_to_a_department_sees_and_does_nothing_elsewhere(cast: Cast) -> None:
    here, there = conversation(cast.channel), conversation(channel(cast.marketing))
    memberships.grant(cast.ana, department=cast.marketing, role=Role.LEAD, by=cast.ada)
    held = program_of(cast.ana, departments=[cast.marketing])
    assert [row["id"] for row in held.get("/conversations/").json()["items"]] == [there.pk]
    assert held.get(f"/conversations/{here.pk}/").status_code == 404
    assert held.post(f"/conversations/{here.pk}/take/").status_code == 404
    assert held.post(f"/conversations/{there.pk}/take/").status_code == 200


def test_a_token_held_to_a_department_reaches_what_is_asked_of_it(cast: Cast) -> None:
    row, hidden = conversation(cast.channel), conversation(channel(cast.hr), "About my manager")
    elsewhere = conversation(cast.channel)
    requests = [asked(row, cast.marketing, cast.ana), asked(hidden, cast.marketing, cast.hal)]
    held = program_of(cast.mia, departments=[cast.marketing])
    crm = programs.create(name="CRM", by=cast.ada)
    memberships.grant(crm, department=cast.marketing, role=Role.AGENT, by=cast.ada)
    until = timezone.now() + timedelta(days=1)
    _token, secret = programs.issue(
        crm, name="Live", scopes=SCOPES, until=until, departments=[cast.marketing], by=cast.ada
    )
    guest = program_of(cast.ana, departments=[cast.marketing])
    assert guest.get("/conversations/").json()["items"] == guest.get("/escalations/").json()["items"] == []
    for program in (held, Program(secret)):
        assert {one["id"] for one in program.get("/escalations/").json()["items"]} == {one.pk for one in requests}
        assert {one["id"] for one in program.get("/conversations/").json()["items"]} == {row.pk, hidden.pk}
        assert program.get(f"/conversations/{elsewhere.pk}/").status_code == 404
        assert program.post(f"/conversations/{row.pk}/take/").status_code == 403
    assert [held.post(f"/escalations/{one.pk}/accept/").status_code for one in requests] == [200, 200]


def test_what_is_asked_of_a_closed_department_is_told_to_tokens_of_its_members_only(cast: Cast) -> None:
    hidden = conversation(channel(cast.service, is_closed=True))
    asked(hidden, cast.hr, cast.ana)
    held, outside = program_of(cast.hal, departments=[cast.hr]), program_of(cast.mia, departments=[cast.hr])
    assert [len(one.get("/escalations/").json()["items"]) for one in (held, outside)] == [1, 0]
    assert [len(one.get("/conversations/").json()["items"]) for one in (held, outside)] == [1, 0]


def test_a_token_held_to_a_closed_department_tells_nothing_of_it_once_its_member_has_left(cast: Cast) -> None:
    there = memberships.grant(cast.mia, department=cast.hr, role=Role.LEAD, by=cast.ada)
    held = program_of(cast.mia, departments=[cast.hr, cast.marketing])
    label = held.post("/labels/", {"name": "Grievance", "department": cast.hr.pk})
    assert label.status_code == 201
    assert {one["id"] for one in held.get("/departments/").json()["items"]} == {cast.hr.pk, cast.marketing.pk}
    memberships.revoke(there, by=cast.ada)
    assert {one["id"] for one in held.get("/departments/").json()["items"]} == {cast.marketing.pk}
    assert held.get(f"/departments/{cast.hr.pk}/").status_code == 404
    assert held.get(f"/labels/{label.json()['id']}/").status_code == 404
    assert held.get("/labels/").json()["items"] == []


def test_an_administrators_token_held_to_a_department_administers_nothing(cast: Cast) -> None:
    row = conversation(channel(cast.hr))
    held = program_of(cast.ada, departments=[cast.service])
    assert held.get(f"/conversations/{row.pk}/").status_code == 404
    cast.ada.refresh_from_db()
    assert cast.ada.is_administrator


def test_the_journal_names_the_token(cast: Cast) -> None:
    row = conversation(cast.channel)
    ben = program_of(cast.ben)
    assert ben.post(f"/conversations/{row.pk}/take/").status_code == 200
    assert ben.token is not None
    done = Event.objects.get(verb="conversation.take")
    assert (done.actor_kind, done.actor_id, done.data["token"]) == ("member", str(cast.ben.pk), ben.token.pk)


def test_its_last_use_is_noted_once_a_minute(cast: Cast) -> None:
    ben = program_of(cast.ben)
    ben.get("/conversations/")
    first = Token.objects.get().last_used_at
    ben.get("/conversations/")
    assert first is not None
    assert Token.objects.get().last_used_at == first


def test_both_tokens_open_while_one_replaces_the_other(cast: Cast) -> None:
    old = program_of(cast.ben)
    assert old.token is not None
    fresh, secret = tokens.rotate(old.token, overlap=timedelta(hours=1), by=cast.ben)
    assert [one.get("/conversations/").status_code for one in (old, Program(secret))] == [200, 200]
    Token.objects.filter(pk=old.token.pk).update(expires_at=timezone.now())
    assert [one.get("/conversations/").status_code for one in (old, Program(secret))] == [401, 200]
    assert fresh.scopes == old.token.scopes


def test_a_program_acts_under_its_own_name(cast: Cast) -> None:
    row = conversation(cast.channel)
    crm = programs.create(name="CRM", by=cast.ada)
    memberships.grant(crm, department=cast.service, role=Role.AGENT, by=cast.ada)
    until = timezone.now() + timedelta(days=1)
    _token, secret = programs.issue(crm, name="Live", scopes=["conversations.write"], until=until, by=cast.ada)
    assert Program(secret).post(f"/conversations/{row.pk}/take/").json()["assignee"] == crm.pk
    assert Event.objects.get(verb="conversation.take").actor_id == str(crm.pk)
