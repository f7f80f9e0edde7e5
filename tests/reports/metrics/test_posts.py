"""Our own posts: engagement, what is asked under them, and the tone against what it was before."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.move import move
from inbox.actions.receive import receive
from inbox.channels.base import Author, Figures, Item
from inbox.models import Channel, Conversation, Message, Post
from inbox.tone import tone_of
from reports.metrics import posts
from reports.metrics.posts import Echo, Engagement
from tests.cast import Cast, channel, item
from tests.reports.measured import measure_all, number, scope

pytestmark = pytest.mark.django_db
ANGRY = "This is terrible, awful and I hate it."
GLAD = "This is wonderful, thank you, I love it."
ASKS = "When does the next train to the coast leave?"
GOOD = "We have a nice new timetable for all of you."


def published(place: Channel, ago: int = 5, text: str = GOOD) -> Post:
    """One of our own posts, so many days ago."""
    made = item(text, thread_key=None, ours=True, sent_at=timezone.now() - timedelta(days=ago))
    receive(place, [made], by=INTAKE)
    return Post.objects.get(external_id=made.external_id)


def below(post: Post, text: str, *, hours: float = 1, **fields: Any) -> Item:
    """Somebody comments on it."""
    at = post.sent_at + timedelta(hours=hours)
    first = item(text, sent_at=at, parent_external_id=post.external_id, post_external_id=post.external_id, **fields)
    receive(post.channel, [first], by=INTAKE)
    return first


def answer(place: Channel, first: Item) -> None:
    """Ours."""
    at = first.sent_at + timedelta(minutes=9)
    reply = item(GLAD, thread_key=first.thread_key, parent_external_id=first.external_id, ours=True, sent_at=at)
    receive(place, [reply], by=INTAKE)


def heard(place: Channel, text: str, at: datetime) -> None:
    """Somebody writes to the channel, under no post."""
    receive(place, [item(text, sent_at=at)], by=INTAKE)


def test_the_latest_count_of_each_post_is_its_engagement(cast: Cast) -> None:
    post = published(cast.channel)
    at = post.sent_at + timedelta(hours=1)
    later = at + timedelta(hours=5)
    receive(cast.channel, [Figures(post.external_id, later, 9, 3, 2, 1)], by=INTAKE)
    receive(cast.channel, [Figures(post.external_id, at, 4)], by=INTAKE)
    assert number("engagement", cast.ana).value == 15
    assert posts.over_time(post) == [(at, Engagement(4)), (later, Engagement(9, 3, 2, 1))]


def test_reach_counts_each_person_who_wrote_once(cast: Cast) -> None:
    post = published(cast.channel)
    mira = Author("did:mira", "mira.example", "Mira", followers=700)
    for _one in range(2):
        below(post, ASKS, author=mira)
    below(post, ASKS, author=Author("did:jo", "jo.example", "Jo", followers=50))
    below(post, ASKS, author=Author("did:al", "al.example", "Al"))
    assert posts.reach_of(scope(cast.ana), Post.objects.filter(pk=post.pk)) == (750, 3)


def test_questions_and_complaints_are_told_with_those_that_wait(cast: Cast) -> None:
    post = published(cast.channel)
    answer(cast.channel, below(post, ASKS))
    below(post, ASKS)
    below(post, ANGRY)
    below(post, GLAD)
    measure_all()
    assert posts.echoes(scope(cast.ana), Post.objects.all()) == {post.pk: Echo(2, 1, 2, negative=1, heard=4)}
    assert number("post_asked", cast.ana).value == 3
    assert posts.unanswered_under(scope(cast.ana)).count() == 2


def test_the_share_of_unanswered_ones_needs_five(cast: Cast) -> None:
    post = published(cast.channel)
    for _one in range(4):
        below(post, ASKS)
    measure_all()
    assert number("post_unanswered", cast.ana).value is None
    answer(cast.channel, below(post, ASKS))
    measure_all()
    assert number("post_unanswered", cast.ana).value == 0.8


def test_the_tone_under_a_post_stands_against_as_long_a_time_before(cast: Cast) -> None:
    post = published(cast.channel, ago=4)
    for text in (ANGRY, ANGRY, ANGRY, GLAD, GLAD):
        below(post, text)
    for hours in range(1, 6):
        heard(cast.channel, GLAD if hours > 1 else ANGRY, post.sent_at - timedelta(hours=hours))
    heard(cast.channel, ANGRY, post.sent_at - timedelta(days=5))
    measure_all()
    mine, before = posts.negative_shares(scope(cast.ana), post)
    assert (mine.value, mine.samples) == (0.6, 5)
    assert (before.value, before.samples) == (0.2, 5)


def test_without_enough_before_there_is_no_baseline(cast: Cast) -> None:
    post = published(cast.channel)
    heard(cast.channel, GLAD, post.sent_at - timedelta(hours=1))
    measure_all()
    assert posts.negative_shares(scope(cast.ana), post)[1].value is None


def test_posts_of_a_closed_department_are_its_own(cast: Cast) -> None:
    published(channel(cast.hr, name="@careers", is_closed=True))
    assert number("own_posts", cast.ana).value == 0
    assert number("own_posts", cast.hal).value == 1
    assert number("own_posts", cast.ada).value == 1


def test_what_was_handed_on_still_lies_under_its_post(cast: Cast) -> None:
    post, only = published(cast.channel), Post.objects.all()
    for text in (ASKS, ANGRY, ANGRY, ANGRY, ANGRY, GLAD):
        below(post, text, author=Author("did:jo", "jo.example", "Jo", followers=50))
    for row in Conversation.objects.filter(post=post):
        move(row, to=cast.marketing, by=cast.ana)
    measure_all()
    service, marketing = (scope(cast.ana, departments=[one.pk]) for one in (cast.service, cast.marketing))
    assert posts.echoes(service, only) == {post.pk: Echo(1, 4, 5, negative=4, heard=6)}
    assert posts.under_only(service, only, "unanswered").count() == posts.unanswered_under(service).count() == 5
    assert number("post_unanswered", cast.ana, departments=[cast.service.pk]).value == 1
    assert posts.reach_of(service, only) == (50, 1)
    assert posts.negative_shares(service, post)[0].value == pytest.approx(4 / 6)
    assert posts.under_posts(service).count() == 6
    assert posts.under_posts(marketing).count() == posts.posts_of(marketing).count() == 0


def test_what_was_handed_to_a_closed_department_is_its_own(cast: Cast) -> None:
    post = published(cast.channel)
    below(post, ASKS)
    below(post, ASKS)
    move(Conversation.objects.filter(post=post)[0], to=cast.hr, by=cast.ada)
    measure_all()
    assert number("post_asked", cast.ana).value == 1
    assert number("post_asked", cast.ada, departments=[cast.service.pk]).value == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_posts_of_chance_are_what_a_walk_through_every_message_finds(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    made = [published(cast.channel, ago=dice.randrange(1, 20)) for _one in range(4)]
    for _one in range(25):
        first = below(dice.choice(made), dice.choice((ANGRY, GLAD, ASKS, ANGRY + " Why?")), hours=dice.randrange(1, 90))
        if dice.random() < 0.4:
            answer(cast.channel, first)
    measure_all()
    found = posts.echoes(scope(cast.ana), Post.objects.all())
    for post in made:
        assert found.get(post.pk, Echo()) == slowly(post)


def slowly(post: Post) -> Echo:
    """Message by message."""
    questions = complaints = unanswered = negative = readable = 0
    for row in Message.objects.filter(conversation__in=Conversation.objects.filter(post=post), is_ours=False):
        asks, tone = "?" in row.text, tone_of(row.text)
        later = Message.objects.filter(conversation=row.conversation, is_ours=True, sent_at__gte=row.sent_at)
        questions += asks
        complaints += tone == "negative"
        negative += tone == "negative"
        readable += tone != ""
        unanswered += (asks or tone == "negative") and not later.exists()
    return Echo(questions, complaints, unanswered, negative, readable)
