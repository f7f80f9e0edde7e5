"""Acts on many conversations through the pages: few at once, many behind the page, each with its result."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from inbox.actions.labels import create
from inbox.actions.move import move
from inbox.actions.resolve import resolve
from inbox.models import BulkJob, Conversation
from inbox.tasks import carry_out_bulk
from inbox.views import bulk as views
from tests.cast import Cast, channel, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast: Cast, client: Client) -> list[Conversation]:
    """Three open conversations of Service, and Ben signed in."""
    client.force_login(cast.ben)
    return [conversation(cast.channel) for _ in range(3)]


def start(client: Client, rows: list[Conversation], act: str, **facts: Any) -> str:
    given = {"id": [row.pk for row in rows], "act": act, **facts}
    return client.post("/inbox/bulk/start/", given, follow=True).content.decode()


def toast(page: str) -> str:
    return page.split('id="toasts"')[1]


def undo(client: Client, page: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)">[^§]*?<span>Undo</span>', toast(page))
    assert found
    return client.post(found.group(1).replace("&amp;", "&"), follow=True).content.decode()


def test_a_few_are_done_before_the_page_answers_and_undone_by_its_toast(client: Client, three: Any) -> None:
    page = start(client, three[:2], "resolve:answered", back="?sort=oldest")
    assert "Resolve: Answered: 2 done." in toast(page)
    assert 'id="bulk-bar"' not in page
    assert Conversation.objects.filter(status="resolved").count() == 2
    assert "Undo: 2 done." in toast(undo(client, page))
    assert not Conversation.objects.filter(status="resolved").exists()


def test_one_comes_back_to_the_list_one_came_from(client: Client, three: Any) -> None:
    answer = client.post("/inbox/bulk/start/", {"id": three[0].pk, "act": "take", "back": "?sort=oldest"})
    assert answer.headers["Location"] == "/inbox/?sort=oldest"


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("take", "Take"),
        ("assign:{ana}", "Give to Ana Petrović"),
        ("move:{marketing}", "Move to Marketing"),
        ("snooze:monday", "Snooze until"),
        ("prioritise:urgent", "Priority: Urgent"),
        ("label:Refund", "Label “Refund”"),
        ("read", "Mark as read"),
    ],
)
def test_every_act_says_what_it_was(cast: Cast, client: Client, three: Any, act: str, words: str) -> None:
    create(name="Refund", department=None, by=cast.ada)
    page = start(client, three, act.format(ana=cast.ana.pk, marketing=cast.marketing.pk))
    assert re.search(rf"{words}[^<]*: 3 done\.", toast(page))
    assert words in client.get("/inbox/bulk/").content.decode()


@pytest.mark.parametrize(
    ("act", "facts", "sentence"),
    [
        ("", {}, "Choose what to do with them."),
        ("explode", {}, "Choose what to do with them."),
        ("undo", {}, "Choose what to do with them."),
        ("resolve:forgotten", {}, "is none of the choices"),
        ("assign:999999", {}, "Choose somebody from the list."),
        ("assign:x", {}, "Choose somebody from the list."),
        ("move:999999", {}, "Choose a department from the list."),
        ("snooze:", {}, "Choose until when it should sleep."),
        ("", {"at": "2020-01-01T10:00"}, "0 done, 3 skipped"),
        ("snooze:", {"at": "yesterday"}, "Choose a day and a minute."),
        ("prioritise:burning", {}, "Choose a priority from the list."),
        ("label:", {}, "Choose a label from the list."),
        (f"label:{'x' * 61}", {}, "Choose a label from the list."),
    ],
)
def test_what_is_senseless_is_refused_in_a_sentence(
    client: Client, three: Any, act: str, facts: Any, sentence: str
) -> None:
    assert sentence in toast(start(client, three, act, **facts))
    assert set(Conversation.objects.values_list("status", "priority")) == {("open", 2)}


def test_nothing_ticked_is_nothing_done(client: Client, three: Any) -> None:
    assert "Nothing is selected." in toast(start(client, [], "take"))
    assert "Nothing is selected." in toast(
        client.post("/inbox/bulk/start/", {"id": ["x", "-1", "²"], "act": "take"}, follow=True).content.decode()
    )


def test_what_is_not_visible_is_not_touched(cast: Cast, client: Client, three: Any) -> None:
    secret = conversation(channel(cast.hr))
    assert "1 done." in toast(start(client, [three[0], secret], "read"))
    assert BulkJob.objects.get().total == 1


def test_all_that_match_without_naming_them(cast: Cast, client: Client, three: Any) -> None:
    conversation(channel(cast.marketing))
    page = start(client, [], "resolve:spam", all="1", back="?department=customer-service")
    assert "Resolve: Spam: 3 done." in toast(page)
    assert Conversation.objects.filter(status="open").get().department == cast.marketing


@pytest.mark.parametrize(("query", "words"), [("", "All 3 that match"), ("?assignee=me", "All 0 that match")])
def test_how_many_match(client: Client, three: Any, query: str, words: str) -> None:
    assert client.get(f"/inbox/bulk/count/{query}").content.decode() == words


def test_the_count_never_goes_beyond_a_thousand(client: Client, three: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("inbox.counting.CAP", 2)
    monkeypatch.setattr("inbox.presenters.bulk.CAP", 2)
    assert client.get("/inbox/bulk/count/").content.decode() == "All that match, more than 1"


def test_the_skipped_ones_say_why_and_the_list_tells_of_them_until_dismissed(
    cast: Cast, client: Client, three: Any
) -> None:
    resolve(three[0], outcome="spam", by=cast.ana)
    page = start(client, three, "resolve:answered")
    job = BulkJob.objects.get()
    assert "2 done, 1 skipped" in page.split('id="bulk-bar"')[1].split("</section>")[0]
    shown = client.get(f"/inbox/bulk/{job.pk}/").content.decode()
    assert "This conversation is resolved. Reopen it first." in shown
    assert f"/inbox/{three[0].pk}/" in shown
    assert f"/inbox/{three[1].pk}/" in client.get(f"/inbox/bulk/{job.pk}/?show=done").content.decode()
    client.post(f"/inbox/bulk/{job.pk}/close/")
    assert 'id="bulk-bar"' not in client.get("/inbox/").content.decode()


def test_many_are_left_to_a_worker_and_the_bar_asks_until_it_is_done(
    client: Client, three: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 2)
    page = start(client, three, "take")
    job = BulkJob.objects.get()
    assert "0 of 3" in page
    assert not Conversation.objects.exclude(assignee=None).exists()
    bar = client.get(f"/inbox/bulk/{job.pk}/bar/").content.decode()
    assert 'hx-trigger="load delay:1s"' in bar
    carry_out_bulk(job.pk)
    bar = client.get(f"/inbox/bulk/{job.pk}/bar/").content.decode()
    assert "3 done" in bar
    assert "hx-trigger" not in bar
    assert f"/inbox/bulk/{job.pk}/undo/" in bar


def test_a_running_one_can_be_stopped(client: Client, three: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 0)
    start(client, three, "take")
    job = BulkJob.objects.get()
    assert "Stop" in client.get(f"/inbox/bulk/{job.pk}/").content.decode()
    assert "still running" in toast(client.post(f"/inbox/bulk/{job.pk}/undo/", follow=True).content.decode())
    assert "Stopped." in client.post(f"/inbox/bulk/{job.pk}/stop/", follow=True).content.decode()
    carry_out_bulk(job.pk)
    assert not Conversation.objects.exclude(assignee=None).exists()


@pytest.mark.parametrize("place", ["", "bar/", "undo/", "stop/", "close/"])
def test_a_job_is_its_members_own(cast: Cast, client: Client, three: Any, place: str) -> None:
    start(client, three, "take")
    job = BulkJob.objects.get()
    client.force_login(cast.ana)
    ask = client.get if place in ("", "bar/") else client.post
    assert ask(f"/inbox/bulk/{job.pk}/{place}").status_code in ((404,) if place != "close/" else (302,))
    assert "Take" not in client.get("/inbox/bulk/").content.decode().split("<main")[1]
    assert Conversation.objects.filter(assignee=cast.ben).count() == 3


def test_a_result_shows_nothing_of_what_is_closed_now(cast: Cast, client: Client, three: Any) -> None:
    start(client, three, "take")
    for row in three:
        move(row, to=cast.hr, by=cast.ana)
    Conversation.objects.update(assignee=None)
    page = client.get(f"/inbox/bulk/{BulkJob.objects.get().pk}/?show=done").content.decode()
    assert page.count("A conversation that you can’t see here") == 3
    assert "Mira" not in page


@pytest.mark.parametrize(
    ("word", "there", "absent"),
    [("assign", "Ana Petrović", "Hal Brandt"), ("move", "Marketing", "Ana"), ("label", "Refund", "Secret")],
)
def test_the_choices_of_a_menu(cast: Cast, client: Client, word: str, there: str, absent: str) -> None:
    client.force_login(cast.ben)
    create(name="Refund", department=None, by=cast.ada)
    create(name="Secret", department=cast.hr, by=cast.hal)
    shown = client.get(f"/inbox/bulk/choices/{word}/").content.decode()
    assert there in shown
    assert absent not in shown
    assert client.get("/inbox/bulk/choices/explode/").status_code == 404


def test_who_only_reads_has_the_one_act_that_is_theirs(cast: Cast, client: Client, three: Any) -> None:
    client.force_login(cast.olga)
    page = client.get("/inbox/").content.decode()
    assert 'name="act" value="read"' in page
    assert 'value="take"' not in page
    assert "0 done, 3 skipped" in toast(start(client, three, "take"))


def test_results_come_in_pages(client: Client, three: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("inbox.presenters.bulk.PAGE", 2)
    start(client, three, "take")
    address = f"/inbox/bulk/{BulkJob.objects.get().pk}/?show=done"
    first = client.get(address).content.decode()
    more = re.search(r"after=(\d+)", first)
    assert more
    second = client.get(f"{address}&after={more.group(1)}").content.decode()
    assert (first.count('scope="row"'), second.count('scope="row"')) == (2, 1)


def test_the_list_asks_for_no_job_when_there_is_none(
    client: Client, three: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40) as asked:
        client.get("/inbox/")
    assert not [query for query in asked.captured_queries if "bulk" in query["sql"]]
