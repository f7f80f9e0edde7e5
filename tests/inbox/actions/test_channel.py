"""Connecting, changing and pausing channels."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions.channel import change, claim_poll, connect, pause, poll, reconnect, resume, rotate_token, token_hash
from inbox.channels.base import Account
from inbox.models import Channel, Conversation
from tests.cast import Cast, conversation
from tests.cast import channel as made

pytestmark = pytest.mark.django_db
SECRET = "abcd-efgh-ijkl"
WHO = Account("did:northline", "northline.example", "Northline", "https://bluesky.example/northline")


def connected(cast: Cast, account: Account = WHO, network: str = "bluesky") -> Channel:
    """A channel as Ada connects it."""
    return connect(
        account,
        network=network,
        name="",
        settings={"handle": account.handle},
        credentials={"app_password": SECRET},
        default_department=cast.service,
        by=cast.ada,
    )


def test_a_connected_channel_is_named_after_its_account_and_looks_at_once(cast: Cast) -> None:
    channel = connected(cast)
    assert (channel.name, channel.handle, channel.url) == ("Northline", WHO.handle, WHO.url)
    assert channel.next_poll_at is not None
    assert channel.connected_by == cast.ada
    assert claim_poll(channel.pk) == channel
    assert claim_poll(channel.pk) is None


def test_a_channel_that_nobody_asks_never_falls_due(cast: Cast) -> None:
    assert connected(cast, network="push").next_poll_at is None


def test_the_same_account_is_connected_once(cast: Cast) -> None:
    connected(cast)
    with pytest.raises(NotPossible, match=r"This account is connected already\."):
        connected(cast)
    assert connected(cast, Account("did:other", "other.example")).name == "other.example"


def test_an_archived_department_can_hold_nothing(cast: Cast) -> None:
    cast.service.is_active = False
    with pytest.raises(NotPossible, match=r"Customer Service is archived\."):
        connected(cast)


def test_credentials_are_unreadable_in_the_database(cast: Cast) -> None:
    channel = connected(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials, inbox_channel::text FROM inbox_channel WHERE id = %s", [channel.pk])
        column, whole_row = cursor.fetchone()
    assert SECRET not in whole_row
    assert "app_password" not in column
    assert Channel.objects.get(pk=channel.pk).credentials == {"app_password": SECRET}


def test_the_journal_knows_ids_only(cast: Cast) -> None:
    channel = connected(cast)
    fresh = {"app_password": "mnop-qrst"}
    reconnect(channel, account=WHO, settings={}, credentials=fresh, by=cast.ada)
    told = str(list(Event.objects.filter(channel_id=channel.pk).values_list("verb", "data")))
    assert told == "[('channel.connect', {}), ('channel.change', {'credentials': True})]"


def test_new_credentials_must_be_the_same_accounts(cast: Cast) -> None:
    channel = connected(cast)
    Channel.objects.filter(pk=channel.pk).update(failures=3, last_error="Refused.")
    channel.refresh_from_db()
    other = Account("did:other", "other.example")
    with pytest.raises(NotPossible, match=r"These credentials belong to other\.example, not to this channel\."):
        reconnect(channel, account=other, settings={}, credentials={}, by=cast.ada)
    renamed = Account(WHO.external_id, "north.example")
    reconnect(channel, account=renamed, settings={"handle": "north.example"}, credentials={"a": "b"}, by=cast.ada)
    channel.refresh_from_db()
    assert (channel.failures, channel.last_error, channel.handle) == (0, "", "north.example")
    assert channel.credentials == {"a": "b"}


def test_closing_a_channel_hides_its_conversations_at_once_and_opening_shows_them(cast: Cast) -> None:
    found = conversation(cast.channel)

    def closed(now: bool) -> set[str]:
        change(
            cast.channel,
            name="Northline",
            default_department=cast.service,
            is_closed=now,
            by=cast.ada,
        )
        return {
            member.name.split()[0]
            for member in (cast.ben, cast.mia, cast.nora, cast.ada)
            if Conversation.objects.visible_to(member).filter(pk=found.pk).exists()
        }

    assert closed(True) == {"Ben", "Ada"}
    assert closed(False) == {"Ben", "Mia", "Nora", "Ada"}


def test_a_new_department_holds_what_comes_next_only(cast: Cast) -> None:
    before = conversation(cast.channel)
    change(cast.channel, name="Northline", default_department=cast.marketing, is_closed=False, by=cast.ada)
    after = conversation(cast.channel, "Nice posters!")
    before.refresh_from_db()
    assert (before.department, after.department) == (cast.service, cast.marketing)


def test_pausing_stops_the_looks_and_resuming_looks_at_once(cast: Cast) -> None:
    channel = connected(cast)
    pause(channel, by=cast.ada)
    assert claim_poll(channel.pk) is None
    with pytest.raises(NotPossible, match=r"Northline is paused already\."):
        pause(channel, by=cast.ada)
    with pytest.raises(NotPossible, match=r"Northline is paused\. Resume it first\."):
        poll(channel, by=cast.ada)
    resume(channel, by=cast.ada)
    with pytest.raises(NotPossible, match=r"Northline is active already\."):
        resume(channel, by=cast.ada)
    assert claim_poll(channel.pk) == channel


def test_nothing_is_fetched_where_posts_are_brought(cast: Cast) -> None:
    with pytest.raises(NotPossible, match=r"Nothing is fetched on @northline\.example; posts are brought to it\."):
        poll(cast.channel, by=cast.ada)


def test_a_token_is_kept_as_its_hash_and_belongs_to_push_channels(cast: Cast) -> None:
    channel, token = rotate_token(cast.channel, by=cast.ada)
    assert token.startswith("lp_")
    assert len(token) > 40
    assert channel.token_hash == token_hash(token)
    assert rotate_token(channel, by=cast.ada)[1] != token
    with pytest.raises(NotPossible, match="Nothing is pushed to"):
        rotate_token(made(cast.service, network="import"), by=cast.ada)


@pytest.mark.parametrize("act", [pause, resume, poll, rotate_token])
@pytest.mark.parametrize("name", ["ana", "mia", "nora"])
def test_only_administrators_act_on_channels(cast: Cast, act: object, name: str) -> None:
    with pytest.raises(NotAllowed):
        act(cast.channel, by=getattr(cast, name))  # type: ignore[operator]
    assert not Event.objects.exists()
