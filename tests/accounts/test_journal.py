"""The journal only grows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import SETUP
from accounts.errors import NotPossible
from accounts.events import accompany, follow, record
from accounts.models import Event
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(cast: Cast) -> Event:
    return record("member.change", cast.ben, by=cast.ada, fields=["name"])


def test_an_event_says_who_what_and_to_whom(event: Event, cast: Cast) -> None:
    stored = Event.objects.get(pk=event.pk)
    assert (stored.actor_kind, stored.actor_id) == ("member", str(cast.ada.pk))
    assert (stored.subject_kind, stored.subject_id) == ("member", cast.ben.pk)
    assert stored.data == {"fields": ["name"]}
    assert stored.xid > 0


def test_a_part_of_the_product_is_named_as_the_actor(cast: Cast) -> None:
    made = record("member.change", cast.ben, by=SETUP)
    assert (made.actor_kind, made.actor_id) == ("system", "setup")


def test_an_event_about_a_conversation_keeps_its_holder_of_that_moment(cast: Cast) -> None:
    found = conversation(cast.channel)
    made = record("conversation.take", found, by=cast.ben)
    assert (made.conversation_id, made.department_id, made.channel_id) == (
        *(found.pk, cast.service.pk, cast.channel.pk),
    )


def test_an_event_cannot_be_saved_again(event: Event) -> None:
    with pytest.raises(TypeError, match="append-only"):
        event.save()


def test_an_event_cannot_be_deleted(event: Event) -> None:
    with pytest.raises(TypeError, match="append-only"):
        event.delete()


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="x"), lambda rows: rows.delete()])
def test_a_queryset_of_events_refuses(change: Any, event: Event) -> None:
    with pytest.raises(TypeError, match="append-only"):
        change(Event.objects.filter(pk=event.pk))


@pytest.mark.parametrize("sql", ["UPDATE accounts_event SET verb = 'x'", "DELETE FROM accounts_event"])
def test_the_database_itself_refuses(sql: str, event: Event) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.filter(pk=event.pk).exists()


def test_a_verb_outside_the_table_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="verbs"):
        record("member.explode", cast.ben, by=cast.ada)


def test_a_companion_can_undo_the_whole_act(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_events: Any) -> None:
        raise NotPossible("Not today.")

    monkeypatch.setattr("accounts.events._companions", {"mail.read": []})
    accompany("mail.read", refuse)
    with pytest.raises(NotPossible), transaction.atomic():
        record("mail.read", cast.ben, by=cast.ada)
    assert not Event.objects.filter(verb="mail.read").exists()


def test_a_follow_up_hears_only_what_was_committed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("accounts.events._follow_ups", {"mail.read": []})
    follow("mail.read", lambda events: heard.extend(event.verb for event in events))
    with django_capture_on_commit_callbacks(execute=True):
        record("mail.read", cast.ben, by=cast.ada)
        assert heard == []
    assert heard == ["mail.read"]
