"""Every count that a page of reports shows opens as many conversations, and every part of a number has a door."""

from __future__ import annotations

import html as markup
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import INTAKE
from inbox.actions.receive import receive
from inbox.actions.resolve import reopen, resolve
from inbox.models import Conversation
from reports.metrics.catalogue import METRICS
from tests.cast import Cast, item
from tests.inbox.requests import asked
from tests.reports.measured import measure_all
from tests.reports.metrics.test_audience import competitor
from tests.reports.metrics.test_posts import ANGRY, ASKS, GLAD, below, published
from tests.reports.views.test_joint import answered, opened, page, reply

pytestmark = pytest.mark.django_db
PAGES = ("", "service/", "marketing/", "outcomes/")
DOOR = re.compile(r'<a( [^>]*)? href="(/reports/(?:behind|posts)/[^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
OTHERS = ("own_posts", "engagement", "reach")
"""Numbers of posts, of reactions and of followers: what they open are the conversations under the posts."""


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """One message of theirs in each: answered soon and late, waiting, resolved, needed again, found, under a post."""
    answered(cast.channel, 8)
    answered(cast.channel, 2, minutes=40)
    since = timezone.now() - timedelta(days=8)
    old = [item(text, sent_at=since) for text in (ANGRY, ASKS, GLAD)]
    receive(cast.channel, [*old, *(reply(one, 200) for one in old)], by=INTAKE)
    receive(cast.channel, [item(ASKS, sent_at=timezone.now() - timedelta(hours=9)) for _one in range(2)], by=INTAKE)
    post = published(cast.channel, ago=3)
    for text in (ANGRY, ANGRY, ASKS, GLAD, GLAD):
        below(post, text)
    rival, at = competitor(cast, "southline"), timezone.now() - timedelta(hours=1)
    found = [item(f"Southline number {n}.", sent_at=at, listening=True, watches=[rival.pk]) for n in range(4)]
    receive(rival.channel, found, by=INTAKE)
    for number, row in enumerate(Conversation.objects.filter(department=cast.service).order_by("pk")[:6]):
        done = resolve(row, outcome="answered", by=cast.ana)
        if number == 0:
            asked(reopen(done, by=cast.ana), cast.marketing, cast.ana)
    measure_all()
    return cast


def doors(page_html: str) -> dict[str, str]:
    """What each link of a page shows, by its address: its label, or its words without those for screen readers only."""
    found = {}
    for before, href, after, words in DOOR.findall(page_html):
        label = re.search(r'aria-label="[^"]*: ([^"]*)"', before + after)
        shown = re.sub(r"<[^>]+>", "", re.sub(r'<span class="sr">.*?</span>', "", words))
        found[markup.unescape(href)] = label[1] if label else shown.strip()
    return found


@pytest.mark.parametrize("address", PAGES)
def test_every_count_opens_as_many_conversations(busy: Cast, client: Client, address: str) -> None:
    shown = doors(page(client, busy.ana, f"/reports/{address}?days=7"))
    counts = {href: words.replace(",", "") for href, words in shown.items() if "/export/" not in href}
    assert sum(words.isdigit() for words in counts.values()) > 5
    for href, words in counts.items():
        behind = page(client, busy.ana, href)
        if words.isdigit() and not any(f"/{name}/" in href for name in OTHERS):
            assert len(opened(behind)) == int(words), href


def test_every_part_of_a_number_can_be_opened_from_a_page(busy: Cast, client: Client) -> None:
    shown = {href for address in PAGES for href in doors(page(client, busy.ana, f"/reports/{address}"))}
    first = {href for href in shown if href.startswith("/reports/behind/")}
    for metric in METRICS.values():
        mine = [href for href in first if href.startswith(f"/reports/behind/{metric.key}/")]
        assert mine, metric.key
        if len(metric.behind) > 1:
            first |= doors(page(client, busy.ana, mine[0])).keys()
    parts = {tuple(href.split("/")[3:5]) for href in first if href.startswith("/reports/behind/")}
    assert {(key, name) for key, metric in METRICS.items() for name in metric.behind} <= parts


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("reopened/reopened", "Needed again: needed again"),
        ("recovery/silent", "Recovery: wrote nothing more"),
        ("answered_within/15m", "Answered within: within 15 minutes"),
        ("first_steps/45", "First response: 30 to 45 min"),
        ("networks/bluesky", "Network: Bluesky"),
    ],
)
def test_a_part_says_which_it_is_and_stands_beside_the_others(
    busy: Cast, client: Client, address: str, title: str
) -> None:
    html = page(client, busy.ana, f"/reports/behind/{address}/?days=7")
    assert f"<h1>{title}" in re.sub(r"<h1[^>]*>", "<h1>", html)
    nav = html.split('aria-label="Parts of this number"')[1].split("</nav>")[0]
    current = re.findall(r'href="/reports/behind/([^?]*)/\?[^"]*" aria-current="page"', nav)
    assert current == [address]
    counts = [int(one) for one in re.findall(r"<b>(\d+)</b>", nav)]
    assert len(counts) > 1
    shown = dict(zip(re.findall(r'href="/reports/behind/([^?]*)/\?', nav), counts, strict=True))
    assert shown[address] == len(opened(html))


def test_a_share_opens_what_it_tells_of(busy: Cast, client: Client) -> None:
    shown = {href.split("?")[0]: words for href, words in doors(page(client, busy.ana, "/reports/service/")).items()}
    assert shown["/reports/behind/reopened/reopened/"].split() == ["17", "%"]
    assert shown["/reports/behind/answered_within/1h/"].endswith("%")
    assert shown["/reports/behind/answered_within/15m/"].startswith("15m")


@pytest.mark.parametrize("address", ["languages/nothing", "networks/nothing", "competitors/1", "first_steps/7"])
def test_a_list_that_does_not_exist_is_not_found(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.ana)
    assert client.get(f"/reports/behind/{address}/").status_code == 404
