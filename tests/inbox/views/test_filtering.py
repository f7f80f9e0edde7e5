"""The list narrowed by everything its rows show, with each filter's way off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inbox.actions.assign import assign
from inbox.actions.draft import write
from inbox.actions.label import label
from inbox.actions.labels import archive, create, merge
from inbox.actions.prioritise import prioritise
from inbox.actions.read import mark_read
from inbox.actions.resolve import resolve, snooze
from inbox.actions.saved_views import save
from inbox.channels.base import Kind
from inbox.models import Conversation, Delivery, Label
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


def ids(client: Client, query: str) -> list[int]:
    page = client.get(f"/inbox/{query}", follow=True).content.decode()
    return [int(pk) for pk in re.findall(r'data-row="(\d+)"', page)]


@pytest.fixture
def two(cast: Cast, client: Client) -> tuple[Conversation, Conversation]:
    """One that each test marks, and one like any other; Ana looks."""
    client.force_login(cast.ana)
    now = timezone.now()
    marked, plain = (conversation(cast.channel, sent_at=now - timedelta(minutes=n)) for n in (1, 2))
    return marked, plain


def test_by_priority(cast: Cast, client: Client, two: Any) -> None:
    prioritise(two[0], priority=4, by=cast.ana)
    assert ids(client, "?priority=urgent,high") == [two[0].pk]
    assert ids(client, "?priority=normal") == [two[1].pk]


def test_by_any_of_several_labels_and_by_what_one_was_merged_into(cast: Cast, client: Client, two: Any) -> None:
    for made, name in zip(two, ("Refund", "Praise"), strict=True):
        label(made, name=name, by=cast.ana)
    refund, praise = Label.objects.get(name="Refund"), Label.objects.get(name="Praise")
    assert ids(client, f"?label={refund.pk}") == [two[0].pk]
    assert ids(client, f"?label={refund.pk}&label={praise.pk}") == [two[0].pk, two[1].pk]
    merge(refund, into=praise, by=cast.ana)
    assert ids(client, f"?label={refund.pk}") == [two[0].pk, two[1].pk]


def test_a_view_on_a_label_that_was_merged_or_archived_says_so_and_stays(cast: Cast, client: Client, two: Any) -> None:
    for made, name in zip(two, ("Refund", "Praise"), strict=True):
        label(made, name=name, by=cast.ana)
    refund, praise = Label.objects.get(name="Refund"), Label.objects.get(name="Praise")
    merge(refund, into=praise, by=cast.ana)
    view = save(name="Money", query=f"?label={refund.pk}", by=cast.ana)
    page = client.get(f"/inbox/?label={refund.pk}&status=all").content.decode()
    assert "Unknown label" not in page
    assert "Praise" in page

    archive(praise, by=cast.ana)
    panel = client.get(f"/inbox/filter/?label={refund.pk}&saved={view.pk}").content.decode()
    assert f'name="label" value="{praise.pk}" checked' in panel
    assert f'name="saved" value="{view.pk}"' in panel
    assert "Praise" not in client.get("/inbox/filter/").content.decode()


def test_a_colleague_who_left_stays_chosen(cast: Cast, client: Client, two: Any) -> None:
    cast.ben.is_active = False
    cast.ben.save()
    panel = client.get(f"/inbox/filter/?assignee={cast.ben.pk}").content.decode()
    assert f'value="{cast.ben.pk}" selected>Ben Okafor' in panel


def test_by_assignee(cast: Cast, client: Client, two: Any) -> None:
    assign(two[0], to=cast.ben, by=cast.ana)
    assert ids(client, f"?assignee={cast.ben.pk}") == [two[0].pk]
    assert ids(client, "?assignee=nobody") == [two[1].pk]
    assert ids(client, "?assignee=me") == []


def test_by_several_states_or_all(cast: Cast, client: Client, two: Any) -> None:
    snooze(two[0], until=timezone.now() + timedelta(days=1), by=cast.ana)
    resolve(two[1], outcome="answered", by=cast.ana)
    assert ids(client, "?status=snoozed,resolved") == [two[0].pk, two[1].pk]
    assert ids(client, "?status=all") == [two[0].pk, two[1].pk]
    assert ids(client, "") == []


def test_by_network_and_by_private_or_public(cast: Cast, client: Client, two: Any) -> None:
    private = conversation(channel(cast.service, network="bluesky"), private=True, kind=Kind.DIRECT)
    assert ids(client, "?network=bluesky") == ids(client, "?privacy=private") == [private.pk]
    assert ids(client, "?kind=direct,review") == [private.pk]
    assert set(ids(client, "?privacy=public")) == {one.pk for one in two}


def test_by_what_one_has_not_read(cast: Cast, client: Client, two: Any) -> None:
    mark_read(two[1], by=cast.ana)
    assert ids(client, "?unread=1") == [two[0].pk]


def test_by_how_long_somebody_waits(cast: Cast, client: Client, two: Any) -> None:
    since = timezone.now() - timedelta(hours=5)
    Conversation.objects.filter(pk=two[0].pk).update(waiting_since=since)
    assert ids(client, "?waiting=3") == ids(client, "?overdue=1") == [two[0].pk]
    assert ids(client, "?waiting=6") == []


def test_by_replies_that_did_not_leave(cast: Cast, client: Client, two: Any) -> None:
    draft = write(two[0], kind="reply", text="Hello", by=cast.ana)
    facts = {"channel": cast.channel, "draft": draft, "member": cast.ana, "text": "Hello", "record": {}}
    Delivery.objects.create(conversation=two[0], key=uuid4(), state="rejected", not_before=timezone.now(), **facts)
    assert ids(client, "?failed=1") == [two[0].pk]


def test_by_days(cast: Cast, client: Client, two: Any) -> None:
    Conversation.objects.filter(pk=two[0].pk).update(last_message_at=timezone.now() - timedelta(days=10))
    day = (timezone.now() - timedelta(days=5)).date()
    assert ids(client, f"?until={day}") == [two[0].pk]
    assert ids(client, f"?since={day}") == [two[1].pk]
    assert set(ids(client, "?until=9999-12-31")) == {one.pk for one in two}


@pytest.mark.parametrize("sort", ["newest", "oldest", "waiting", "priority"])
def test_every_order_goes_on_where_the_page_before_ended(
    cast: Cast, client: Client, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.ana)
    now = timezone.now()
    made = [conversation(cast.channel, sent_at=now - timedelta(minutes=n % 7)) for n in range(12)]
    for number, one in enumerate(made):
        Conversation.objects.filter(pk=one.pk).update(
            priority=1 + number % 4, waiting_since=None if number % 3 == 0 else now - timedelta(hours=number % 5)
        )
    whole = ids(client, f"?sort={sort}")
    assert len(whole) == 12
    monkeypatch.setattr("inbox.views.listing.PAGE", 5)
    seen: list[int] = []
    address: str | None = f"/inbox/?sort={sort}"
    while address:
        page = client.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'data-row="(\d+)"', page)]
        found = re.search(r"after=([\d.]+)", page)
        address = f"/inbox/?sort={sort}&after={found.group(1)}" if found else None
    assert seen == whole


def test_the_longest_wait_and_the_most_urgent_come_first(cast: Cast, client: Client, two: Any) -> None:
    Conversation.objects.filter(pk=two[1].pk).update(waiting_since=timezone.now() - timedelta(hours=5))
    assert ids(client, "?sort=waiting") == [two[1].pk, two[0].pk]
    prioritise(two[1], priority=3, by=cast.ana)
    assert ids(client, "?sort=priority") == [two[1].pk, two[0].pk]


def test_each_filter_that_is_on_has_its_way_off(cast: Cast, client: Client, two: Any) -> None:
    label(two[0], name="Refund", by=cast.ana)
    pk = Label.objects.get().pk
    page = client.get(f"/inbox/?department=customer-service&label={pk}&priority=high&sort=oldest").content.decode()
    assert '<h1 class="cut" dir="auto">Customer Service</h1>' in page
    assert 'href="/inbox/?department=customer-service&amp;priority=high&amp;sort=oldest"' in page
    assert f'href="/inbox/?department=customer-service&amp;label={pk}&amp;sort=oldest"' in page
    assert 'href="/inbox/?department=customer-service&amp;sort=oldest">Clear' in page
    assert "No conversation matches these filters." in page


def test_the_menu_offers_what_there_is_and_ticks_what_is_on(cast: Cast, client: Client, two: Any) -> None:
    create(name="Refund", department=None, by=cast.ana)
    create(name="Grievance", department=cast.hr, by=cast.hal)
    page = client.get("/inbox/filter/?priority=urgent&assignee=me").content.decode()
    assert "Refund" in page
    assert "Grievance" not in page
    assert '<option value="hr"' not in page
    assert re.search(r'name="priority" value="urgent" checked', page)
    assert re.search(r'<option value="me" selected', page)
    part = client.get("/inbox/filter/", headers={"HX-Target": "filter-menu"}).content.decode()
    assert part.lstrip().startswith("<form")


def test_what_the_menu_sends_becomes_a_short_address(cast: Cast, client: Client, two: Any) -> None:
    sent = "?sort=newest&status=open&priority=high&priority=urgent&department=&channel=&waiting=&since=&show=1"
    assert client.get(f"/inbox/{sent}").headers["Location"] == "/inbox/?priority=high,urgent"


def test_names_of_what_is_closed_are_not_told(cast: Cast, client: Client, two: Any) -> None:
    secret = create(name="Grievance", department=cast.hr, by=cast.hal)
    page = client.get(f"/inbox/?label={secret.pk}&priority=low").content.decode()
    assert "Grievance" not in page
    assert "Unknown label" in page


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("?assignee=me", "Assigned to me"),
        ("?assignee=nobody", "Nobody’s yet"),
        ("?status=pending", "Waiting for them"),
        ("?waiting_on=any&status=open,pending,snoozed", "Waiting on others"),
        ("?overdue=1", "Overdue"),
        ("?status=snoozed", "Snoozed"),
        ("?unread=1", "Unread"),
        ("?status=all", "All conversations"),
        ("?status=resolved", "Inbox"),
    ],
)
def test_the_ready_made_lists_stand_in_the_rail(cast: Cast, client: Client, two: Any, query: str, title: str) -> None:
    page = client.get(f"/inbox/{query}").content.decode()
    assert f'<h1 class="cut" dir="auto">{title}</h1>' in page
    current = re.findall(r'<a class="rail-item"[^>]*aria-current="page" title="([^"]+)"', page)
    assert current == [title]
    assert "Filters that are on" not in page


def test_a_row_wears_its_priority_and_its_labels(cast: Cast, client: Client, two: Any) -> None:
    for name in ("A", "B", "C", "D"):
        label(two[0], name=name, by=cast.ana)
    prioritise(two[0], priority=4, by=cast.ana)
    row = client.get(f"/inbox/rows/?ids={two[0].pk}").content.decode()
    assert 'data-priority="urgent"' in row
    assert row.count('class="chip label"') == 1
    assert 'title="B, C, D">+3<' in row
    assert "priority urgent" in row
    assert "labelled A, B, C, D" in row
