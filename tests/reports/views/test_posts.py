"""Our own posts: the list, each post's page and the lists behind it say one and the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from inbox.actions.merge import merge
from inbox.models import Conversation, Label, Message, Post
from tests.cast import Cast, channel
from tests.reports.measured import measure_all
from tests.reports.metrics.test_posts import ANGRY, ASKS, GLAD, below, published
from tests.reports.views.test_joint import opened, page
from tests.streamed import whole

pytestmark = pytest.mark.django_db


def listed(html: str, post: Post) -> dict[str, str]:
    """What the list of posts says of one, by what each number opens."""
    row = next(one for one in html.split("<tr>") if f'href="/reports/posts/{post.pk}/?' in one)
    return dict(re.findall(r'<a[^>]* href="[^"]*only=(\w+)"[^>]*>([^<]+)<', row))


def on_its_page(html: str) -> dict[str, str]:
    """What its page says."""
    found = re.findall(r'class="value[^"]*" href="[^"]*only=(\w+)"[^>]*>([^<]+)<', html)
    return {name: re.sub(r" of \d+$", "", value) for name, value in found}


def behind(client: Client, cast: Cast, post: Post, only: str, more: str = "") -> set[int]:
    """The conversations that a number of a post opens."""
    return opened(page(client, cast.ana, f"/reports/posts/{post.pk}/conversations/?only={only}{more}"))


def test_the_list_says_of_each_post_what_its_page_says(cast: Cast, client: Client) -> None:
    post = published(cast.channel, ago=40)
    early = [below(post, ANGRY, hours=n + 1) for n in range(6)]
    for n in range(6):
        below(post, GLAD if n else ANGRY, hours=24 * 20 + n)
    measure_all()
    row = listed(page(client, cast.ana, "/reports/marketing/?days=60"), post)
    assert row == {"questions": "0", "complaints": "7", "unanswered": "7", "negative": "100 %"}
    assert on_its_page(page(client, cast.ana, f"/reports/posts/{post.pk}/?days=60")) == row
    ids = {one.external_id for one in early}
    first_weeks = set(Message.objects.filter(external_id__in=ids).values_list("conversation_id", flat=True))
    assert behind(client, cast, post, "negative") == behind(client, cast, post, "heard") == first_weeks
    assert len(behind(client, cast, post, "complaints")) == 7


def test_the_list_of_posts_goes_on_to_its_end(cast: Cast, client: Client) -> None:
    made = [published(cast.channel, ago=2, text=f"Post number {number}.").pk for number in range(60)]
    html = page(client, cast.ana, "/reports/marketing/")
    older = re.search(r'href="([^"]*page=2[^"]*)"', html)
    assert older
    last = page(client, cast.ana, f"/reports/marketing/{older[1].replace('&amp;', '&')}")
    first, second = (re.findall(r'post-cell"><a href="/reports/posts/(\d+)/', one) for one in (html, last))
    assert (len(first), len(second)) == (50, 10)
    assert {int(number) for number in first + second} == set(made)
    assert "page=3" not in last


def test_under_a_post_neither_days_nor_places_are_offered_or_matter(cast: Cast, client: Client) -> None:
    post = published(cast.channel, ago=30)
    below(post, ASKS)
    measure_all()
    other = channel(cast.marketing, name="@ads")
    address = f"/reports/posts/{post.pk}/conversations/"
    assert len(behind(client, cast, post, "", f"&days=1&department=marketing&channel={other.pk}")) == 1
    assert page(client, cast.ana, f"/reports/posts/{post.pk}/?days=1&department=marketing")
    html = page(client, cast.ana, address)
    for name in ("department", "channel", "from", "until"):
        assert f'name="{name}"' not in html.split("<main")[1].replace('type="hidden" name="', "")


def test_a_label_narrows_what_lies_under_a_post(cast: Cast, client: Client) -> None:
    post, label = published(cast.channel), Label.objects.create(name="Timetable")
    first = below(post, ASKS)
    below(post, ASKS)
    row = Message.objects.get(external_id=first.external_id).conversation
    row.labels.add(label)
    measure_all()
    assert behind(client, cast, post, "questions", f"&label={label.pk}") == {row.pk}
    html = page(client, cast.ana, f"/reports/posts/{post.pk}/conversations/?only=questions")
    assert '<input type="hidden" name="only" value="questions">' in html
    assert '<select class="select" id="report-label" name="label">' in html


def test_what_was_merged_of_two_posts_counts_for_both(cast: Cast, client: Client) -> None:
    posts = [published(cast.channel, ago=ago, text=f"{ago} days.") for ago in (4, 3)]
    parts = [Message.objects.get(external_id=below(post, ASKS).external_id).conversation for post in posts]
    whole_one = merge(parts[0], into=parts[1], by=cast.ana)
    measure_all()
    html = page(client, cast.ana, "/reports/marketing/")
    for post in posts:
        row = listed(html, post)
        assert row["questions"] == "2"
        shown = on_its_page(page(client, cast.ana, f"/reports/posts/{post.pk}/"))
        assert {name: shown[name] for name in ("questions", "complaints", "unanswered")} == row
        assert behind(client, cast, post, "questions") == {whole_one.pk}


@pytest.mark.django_db(transaction=True)  # rows of a file may be read by another thread than the test's
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse")
def test_lists_under_a_post_are_files_with_the_same_rows(cast: Cast, client: Client) -> None:
    post = published(cast.channel)
    for text in (ASKS, ASKS, GLAD):
        below(post, text)
    measure_all()
    html = page(client, cast.ana, f"/reports/posts/{post.pk}/conversations/?only=questions")
    href = re.search(r'href="([^"]*export/csv/[^"]*)"', html)
    assert href
    answer: Any = client.get(href[1].replace("&amp;", "&"))
    lines = whole(answer).decode("utf-8-sig").strip().splitlines()
    numbers = {int(line.split('"')[1]) for line in lines if "/inbox/" in line}
    assert numbers == opened(html) != set()
    assert len(numbers) == 2
    assert '"Conversations","2"' in lines
    assert lines[-1].endswith('"UTC"')
    assert client.get(f"/reports/posts/{post.pk}/conversations/export/exe/").status_code == 404
    secret = published(channel(cast.hr, name="@careers", is_closed=True))
    assert client.get(f"/reports/posts/{secret.pk}/conversations/export/csv/").status_code == 404
    assert Conversation.objects.filter(post=post).count() == 3
