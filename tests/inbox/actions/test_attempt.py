"""Testing a connection before anything keeps its credentials."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.attempt import begin, refuse, succeed
from inbox.channels.base import Account
from inbox.models import Attempt, Channel
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "lp-not-for-eyes"
WHO = Account("brand-1", "northline", "Northline")


def begun(cast: Cast, **fields: object) -> Attempt:
    """Ada's try."""
    facts = {"default_department": cast.service, "by": cast.ada, **fields}
    return begin(network="sandbox", name="Ours", settings={}, credentials={"token": SECRET}, **facts)  # type: ignore[arg-type]


def stored() -> str:
    """Everything the database holds of attempts and the journal, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(inbox_attempt::text, '|') FROM inbox_attempt")
        rows = str(cursor.fetchone())
    return rows + str(list(Event.objects.values()))


def test_what_is_being_tested_is_encrypted_and_nothing_is_connected_yet(cast: Cast) -> None:
    begun(cast)
    assert SECRET not in stored()
    assert not Channel.objects.filter(network="sandbox").exists()


def test_success_keeps_the_channel_in_the_name_of_who_asked(cast: Cast) -> None:
    attempt = begun(cast, is_closed=True)
    channel = succeed(attempt, account=WHO, credentials={"token": "rotated"}, by=cast.ada)
    assert channel is not None
    assert (channel.name, channel.default_department, channel.is_closed) == ("Ours", cast.service, True)
    assert Channel.objects.get(pk=channel.pk).credentials == {"token": "rotated"}
    attempt.refresh_from_db()
    assert (attempt.state, attempt.channel, attempt.credentials) == ("done", channel, {})


def test_a_refusal_keeps_the_sentence_and_forgets_the_secret(cast: Cast) -> None:
    attempt = begun(cast)
    refuse(attempt, error="The sandbox does not know this token.")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.error) == ("refused", "The sandbox does not know this token.")
    assert attempt.credentials == {}


def test_an_attempt_ends_once(cast: Cast) -> None:
    attempt = begun(cast)
    succeed(attempt, account=WHO, credentials={}, by=cast.ada)
    assert succeed(attempt, account=WHO, credentials={}, by=cast.ada) is None
    refuse(attempt, error="Too late.")
    attempt.refresh_from_db()
    assert attempt.state == "done"
    assert list(Event.objects.values_list("verb", flat=True)) == ["attempt.begin", "channel.connect"]


def test_an_account_that_is_connected_already_leaves_the_attempt_to_be_refused(cast: Cast) -> None:
    succeed(begun(cast), account=WHO, credentials={}, by=cast.ada)
    second = begun(cast)
    with pytest.raises(NotPossible, match=r"This account is connected already\."):
        succeed(second, account=WHO, credentials={}, by=cast.ada)
    second.refresh_from_db()
    assert second.state == "waiting"


def test_only_administrators_begin(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        begun(cast, by=cast.ana)
    assert not Attempt.objects.exists()


def test_who_lost_the_right_meanwhile_connects_nothing(cast: Cast) -> None:
    attempt = begun(cast)
    cast.ada.is_administrator = False
    with pytest.raises(NotAllowed):
        succeed(attempt, account=WHO, credentials={}, by=cast.ada)
