"""Our own posts for programs: the numbers of their pages, for whom, and what was counted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from accounts.models import Event
from inbox.actions.receive import receive
from inbox.channels.base import Author, Figures, Removed
from inbox.models import Conversation, Post
from reports.metrics.posts import ONLY
from tests.cast import Cast, channel
from tests.programs import ROOT, program_of
from tests.reports.measured import measure_all
from tests.reports.metrics.test_posts import ANGRY, ASKS, GLAD, answer, below, heard, published
from tests.reports.views.test_joint import page

pytestmark = pytest.mark.django_db
MIRA = Author("did:mira", "mira.example", "Mira", followers=700)


@pytest.fixture
def post(cast: Cast) -> Post:
    """One of Service with five messages under it, one of them answered; and five of before it."""
    post = published(cast.channel, ago=4)
    answer(cast.channel, below(post, ASKS, author=MIRA))
    for text in (ASKS, ANGRY, ANGRY, GLAD):
        below(post, text)
    for hours in range(1, 6):
        heard(cast.channel, GLAD, post.sent_at - timedelta(hours=hours))
    counts = [Figures(post.external_id, post.sent_at + timedelta(hours=n), 4 * n, n, 1, 0) for n in (1, 3)]
    receive(cast.channel, counts, by=INTAKE)
    measure_all()
    return post


@pytest.fixture
def secret(cast: Cast) -> Post:
    """One of HR, which is closed."""
    return published(channel(cast.hr, name="@careers", is_closed=True), text="Secret plans")


def posts(program: Any, query: str = "days=30") -> Any:
    """The list."""
    return program.get(f"/reports/posts/?{query}").json()["items"]


def test_one_post_is_told_with_everything_of_its_page(cast: Cast, post: Post, client: Client) -> None:
    told = program_of(cast.ana).get(f"/reports/posts/{post.pk}/").json()
    assert told["text"] == post.text
    assert told["engagement"] == {"likes": 12, "reposts": 3, "replies": 1, "quotes": 0, "total": 16}
    assert [one["counted"]["total"] for one in told["counts"]] == [6, 16]
    assert told["echo"] == {"questions": 2, "complaints": 2, "unanswered": 3, "negative": 2, "heard": 5}
    assert told["reach"] == 700
    assert (told["negative"]["value"], told["negative"]["samples"]) == (0.4, 5)
    assert (told["baseline"]["value"], told["baseline"]["samples"]) == (0.0, 5)
    html = re.sub(r"<[^>]+>|\s+", " ", page(client, cast.ana, f"/reports/posts/{post.pk}/"))
    for words in ("16 , Engagement", "700 , Reach", "2 , Questions", "2 , Complaints", "3 , Unanswered", "40 % of 5 ,"):
        assert words in re.sub(r" +", " ", html).replace(" ,", " ,"), words
    assert f"followers of {told['people']} people" in html
    assert told["page"].split("?")[0].endswith(f"/reports/posts/{post.pk}/")


def test_posts_of_a_period_are_listed_with_what_each_led_to(cast: Cast, post: Post) -> None:
    old = published(cast.channel, ago=90)
    program = program_of(cast.ana)
    (row,) = posts(program)
    one = program.get(f"/reports/posts/{post.pk}/").json()
    assert row == {name: one[name] for name in row} | {name: row[name] for name in ("page", "conversations")}
    assert [found["id"] for found in posts(program, "days=120")] == [post.pk, old.pk]
    assert posts(program, "days=2") == []


def test_they_come_in_pages_that_leave_nothing_out(cast: Cast) -> None:
    at = timezone.now() - timedelta(days=2)
    expected = [published(cast.channel, ago=ago).pk for ago in (1, 2, 3, 4, 5)]
    Post.objects.filter(pk__in=expected[1:4]).update(sent_at=at)  # at one moment
    program, seen, after = program_of(cast.ana), list[int](), ""
    while True:
        told = program.get(f"/reports/posts/?days=30&limit=2{after}").json()
        seen += [row["id"] for row in told["items"]]
        if told["next"] is None:
            break
        after = f"&after={told['next']}"
    assert seen == [expected[0], *sorted(expected[1:4], reverse=True), expected[4]]
    for place in ("x", "1", "1.2.3.4"):
        refused = program.get(f"/reports/posts/?after={place}")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "after")


def test_a_list_costs_as_many_queries_for_many_as_for_one(
    cast: Cast, post: Post, django_assert_max_num_queries: Any
) -> None:
    program = program_of(cast.ana)
    posts(program)
    for _one in range(12):
        below(published(cast.channel, ago=2), ASKS)
    measure_all()
    with django_assert_max_num_queries(30):
        assert len(posts(program)) == 13


def test_each_number_opens_the_conversations_of_its_page(cast: Cast, post: Post, client: Client) -> None:
    program = program_of(cast.ana)
    told = program.get(f"/reports/posts/{post.pk}/").json()
    whole = program.get(told["conversations"].partition(ROOT)[2]).json()["items"]
    assert {row["id"] for row in whole} == set(Conversation.objects.filter(post=post).values_list("pk", flat=True))
    for only in filter(None, ONLY):
        rows = program.get(f"/reports/posts/{post.pk}/conversations/?only={only}").json()["items"]
        html = page(client, cast.ana, f"/reports/posts/{post.pk}/conversations/?only={only}")
        assert {row["id"] for row in rows} == {int(number) for number in re.findall(r'data-row="(\d+)"', html)}, only
        assert rows
    assert program.get(f"/reports/posts/{post.pk}/conversations/?only=nothing").status_code == 400


def test_what_is_under_it_comes_in_pages(cast: Cast, post: Post) -> None:
    program = program_of(cast.ana)
    path = f"/reports/posts/{post.pk}/conversations/?limit=3"
    first = program.get(path).json()
    second = program.get(f"{path}&after={first['next']}").json()
    ids = [row["id"] for row in (*first["items"], *second["items"])]
    assert (len(ids), len(set(ids)), second["next"]) == (5, 5, None)


def test_a_post_that_one_may_not_see_is_in_no_list_and_not_found(cast: Cast, post: Post, secret: Post) -> None:
    held = program_of(cast.ada, departments=[cast.service])
    for program in (program_of(cast.ana), program_of(cast.nora), held):
        assert [row["id"] for row in posts(program)] == [post.pk]
        for word in ("", "conversations/"):
            answer = program.get(f"/reports/posts/{secret.pk}/{word}")
            assert answer.status_code == 404
            assert b"Secret" not in answer.content
    for member in (cast.hal, cast.ada):
        assert {row["id"] for row in posts(program_of(member))} == {post.pk, secret.pk}
        assert program_of(member).get(f"/reports/posts/{secret.pk}/").json()["text"] == "Secret plans"


def test_one_of_a_channel_that_is_not_asked_for_is_not_found(cast: Cast, post: Post) -> None:
    other = channel(cast.marketing)
    program = program_of(cast.ana)
    assert program.get(f"/reports/posts/{post.pk}/?channel={other.pk}").status_code == 404
    assert posts(program, f"days=30&channel={other.pk}") == []
    assert posts(program, "days=30&department=marketing") == []
    assert program.get("/reports/posts/?department=hr").status_code == 400
    assert program.get("/reports/posts/99999999999999999999/").status_code == 404


def test_one_that_was_taken_down_or_never_counted_says_so(cast: Cast) -> None:
    post = published(cast.channel)
    at = timezone.now() - timedelta(hours=1)
    receive(cast.channel, [Removed(post.external_id, at)], by=INTAKE)
    (told,) = posts(program_of(cast.ana))
    assert told["removed_at"] is not None
    assert told["engagement"] is None
    assert set(told["echo"].values()) == {0}


def test_reading_needs_its_scope_and_changes_nothing(cast: Cast, post: Post) -> None:
    narrow = program_of(cast.ana, scopes=["conversations.read"])
    program, before = program_of(cast.ana), Event.objects.count()
    for path in ("/reports/posts/", f"/reports/posts/{post.pk}/", f"/reports/posts/{post.pk}/conversations/"):
        assert narrow.get(path).status_code == 403
        assert program.get(path).status_code == 200
        assert program.post(path).status_code == 405
    assert Event.objects.count() == before
