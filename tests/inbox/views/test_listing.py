"""The list: what belongs in it, in pages that cost the same however many there are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.actions.assign import assign
from inbox.actions.read import mark_read
from inbox.actions.resolve import resolve, snooze
from inbox.channels.base import Author
from inbox.models import Conversation
from tests.cast import NOON, Cast, channel, conversation
from tests.volume import fill

pytestmark = pytest.mark.django_db


def ids(client: Client, address: str = "/inbox/") -> list[int]:
    return [int(pk) for pk in re.findall(r'data-row="(\d+)"', client.get(address).content.decode())]


def test_the_newest_comes_first_and_the_oldest_on_request(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    old = conversation(cast.channel, sent_at=NOON)
    new = conversation(cast.channel, sent_at=NOON + timedelta(hours=1))
    assert ids(client) == [new.pk, old.pk]
    assert ids(client, "/inbox/?sort=oldest") == [old.pk, new.pk]


def test_tabs_views_departments_and_channels_narrow_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    other = channel(cast.marketing)
    mine, theirs, asleep, done = (conversation(place) for place in (cast.channel, other, cast.channel, cast.channel))
    assign(mine, to=cast.ana, by=cast.ana)
    snooze(asleep, until=timezone.now() + timedelta(days=1), by=cast.ana)
    resolve(done, outcome="answered", by=cast.ana)
    assert set(ids(client)) == {mine.pk, theirs.pk}
    assert ids(client, "/inbox/?view=mine") == [mine.pk]
    assert ids(client, "/inbox/?view=unassigned") == [theirs.pk]
    assert ids(client, "/inbox/?department=marketing") == [theirs.pk]
    assert ids(client, f"/inbox/?channel={cast.channel.pk}") == [mine.pk]
    assert ids(client, "/inbox/?status=snoozed") == [asleep.pk]
    assert ids(client, "/inbox/?status=resolved&department=customer-service") == [done.pk]


@pytest.mark.parametrize("query", ["?status=x", "?channel=²", "?channel=99999999999999", "?after=9e99.1", "?view=%00"])
def test_a_senseless_address_is_the_plain_inbox(cast: Cast, client: Client, query: str) -> None:
    client.force_login(cast.ben)
    made = conversation(cast.channel)
    assert ids(client, f"/inbox/{query}") == [made.pk]


def test_a_department_or_channel_closed_to_me_is_as_one_that_does_not_exist(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    closed = conversation(channel(cast.hr))
    here = conversation(cast.channel)
    assign(closed, to=cast.ben, by=cast.hal)  # let in to one conversation, which does not open the department
    lists = ("?department=nowhere", "?department=hr", "?channel=999999", f"?channel={closed.channel_id}")
    answers = [client.get(f"/inbox/{query}") for query in lists]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert ids(client, f"/inbox/rows/?department=hr&ids={closed.pk}") == []
    for query in lists:
        page = client.get(f"/inbox/{here.pk}/{query}").content.decode()
        assert "This list does not exist, or is closed to you." in page
        assert re.findall(r'data-row="', page) == []
    assert client.get(f"/inbox/{closed.pk}/?department=hr").status_code == 200


def test_what_an_archived_department_did_stays_readable(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    made = resolve(conversation(channel(cast.marketing)), outcome="answered", by=cast.ada)
    cast.marketing.is_active = False
    cast.marketing.save()
    assert ids(client, "/inbox/?department=marketing&status=resolved") == [made.pk]


def test_older_pages_follow_without_gap_or_repetition(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    fill(cast.channel, [cast.service.pk], count=600, people=20)
    Conversation.objects.filter(status="open").update(last_message_at=NOON)
    seen: list[int] = []
    address: str | None = "/inbox/"
    while address:
        page = client.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'data-row="(\d+)"', page)]
        found = re.search(r'hx-get="([^"]+after=[^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else None
    expected = Conversation.objects.visible_to(cast.ben).filter(status="open").order_by("-pk")
    assert seen == list(expected.values_list("pk", flat=True))


def test_a_row_says_to_the_ear_what_it_says_to_the_eye(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    sent_at = timezone.now() - timedelta(minutes=12)
    made = conversation(cast.channel, "Where is my bus?", sent_at=sent_at)
    page = client.get("/inbox/").content.decode()
    spoken = "Unread, from Mira Castellanos, Push, 12 minutes ago, Customer Service, nobody yet, Where is my bus?"
    assert f'aria-label="{spoken}"' in page
    mark_read(made, by=cast.ben)
    assert f'aria-label="{spoken.replace("Unread, from", "From")}"' in client.get("/inbox/").content.decode()


def test_hostile_names_and_texts_are_only_text(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    conversation(
        cast.channel, '"><img src=x onerror=alert(1)>', author=Author("x", "x", "<script>alert(1)</script>\u202e")
    )
    page = client.get("/inbox/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_rows_by_id_hold_only_those_of_this_list(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben)
    here, gone = conversation(cast.channel), conversation(cast.channel)
    resolve(gone, outcome="answered", by=cast.ana)
    assert ids(client, f"/inbox/rows/?ids={here.pk},{gone.pk},x,{10**30}") == [here.pk]


def test_an_empty_list_says_why(cast: Cast, client: Client) -> None:
    client.force_login(cast.mia)
    assert "Nothing waits for Marketing." in client.get("/inbox/?department=marketing").content.decode()
    assert "Nothing waits for you." in client.get("/inbox/?view=mine").content.decode()


def test_strangers_are_led_to_the_sign_in(cast: Cast, client: Client) -> None:
    for address in ("/inbox/", "/inbox/rows/", "/inbox/rail/", "/inbox/1/"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("status", ["open", "resolved", "snoozed"])
def test_a_row_costs_no_query_of_its_own_whatever_it_shows(cast: Cast, client: Client, status: str) -> None:
    client.force_login(cast.ana)
    costs = []
    for private in (False, True, False, True):
        made = assign(conversation(cast.channel, private=private), to=cast.ben, by=cast.ana)
        if status == "resolved":
            resolve(made, outcome="answered", by=cast.ana)
        if status == "snoozed":
            snooze(made, until=timezone.now() + timedelta(days=1), by=cast.ana)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/inbox/?status={status}")
        costs.append(len(asked))
    assert len(set(costs[1:])) == 1
    assert costs[-1] <= 10


@pytest.mark.parametrize("query", ["", "?department=marketing", "?sort=oldest", "?view=unassigned&status=resolved"])
def test_a_hundred_thousand_cost_ten_queries_and_no_full_count(cast: Cast, client: Client, query: str) -> None:
    fill(cast.channel, [cast.service.pk, cast.marketing.pk, cast.hr.pk])
    client.force_login(cast.ben)
    client.get("/inbox/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/inbox/{query}").content.decode()
    assert len(asked) <= (12 if "department" in query else 10)  # whether it was called, and how it stands
    assert page.count('data-row="') == 50
    assert "999+" in page
    for sql in (captured["sql"] for captured in asked.captured_queries):
        assert "OFFSET" not in sql
        if "count(" in sql.lower():
            assert sql.count("count(*)") == sql.count("LIMIT 1000")
