"""What happened at Northline in the last thirty days: every word with its author and its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from inbox.demo.company import PEOPLE
from inbox.demo.customers import Crowd, Customer
from inbox.demo.places import answer_after, arrival, slots
from inbox.demo.scripts import Comment, OwnPost, Script, own_posts, scripts

DAYS = 30
SEED = 1825
FRESH_MINUTES = (3, 8, 13, 19, 24, 31, 38, 46, 57, 68, 79, 88)
"""Ages of the newest conversations, so that the inbox is alive at any hour."""

ONE_ANSWER_SHARE = 0.66
WAITING_AT_LEAST = 2
NAMED = re.compile(r",? \{name\}")
OWN_WORDS = {"line": "Valley Line", "bus": "44"}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of an exchange; `author` is None for Northline, `answers` an earlier place in it."""

    author: Customer | None
    text: str
    at: datetime
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One of Northline's own posts."""

    post: OwnPost
    text: str
    at: datetime


@dataclass(slots=True)
class Exchange:
    """One conversation to be. `desk` is the first name of who answers for Northline."""

    script: Script
    said: list[Said]
    desk: str
    under: Published | None = None
    waits: bool = False
    """They wrote last and want an answer."""

    @property
    def began(self) -> datetime:
        """When its first message was written."""
        return self.said[0].at

    @property
    def last(self) -> Said:
        """Its newest message."""
        return max(self.said, key=lambda said: said.at)


@dataclass(frozen=True, slots=True)
class Story:
    """All of it, the oldest first."""

    posts: list[Published]
    exchanges: list[Exchange]


def tell(now: datetime, seed: int = SEED) -> Story:
    """The whole story as it stands at `now`; the same seed tells the same words."""
    random = Random(seed)  # noqa: S311 - a story, no secret
    crowd = Crowd(random)
    exchanges = _spoken_to(random, crowd, now)
    posts = _published(now)
    for published in posts:
        exchanges += [_commented(random, crowd, now, published, comment) for comment in published.post.comments]
    exchanges.sort(key=lambda exchange: exchange.began)
    _leave_open(random, exchanges)
    return Story(posts, exchanges)


def _spoken_to(random: Random, crowd: Crowd, now: datetime) -> list[Exchange]:
    openings = [(script, opening) for script in scripts() for opening in script.openings()]
    random.shuffle(openings)
    fresh = [now - timedelta(minutes=age) for age in FRESH_MINUTES]
    moments = fresh + [arrival(random, now, DAYS) for _ in openings[len(fresh) :]]
    return [_exchange(random, crowd, now, told, moment) for told, moment in zip(openings, moments, strict=True)]


def _exchange(
    random: Random, crowd: Crowd, now: datetime, told: tuple[Script, Sequence[str]], began: datetime
) -> Exchange:
    script, opening = told
    customer, desk = crowd.somebody(script.people), _desk(random, script.department)
    words = {**slots(random, began), "brand": f"@{script.brand}", "me": desk}
    texts = [_fill(text, customer, words) for text in _cut(random, script, opening)]
    texts = crowd.unheard(texts)
    if script.via == "mention":
        texts[0] = _addressed(random, texts[0], f"@{script.brand}")
    exchange = Exchange(script, _timed(random, customer, texts, began, now), desk)
    exchange.waits = len(exchange.said) < len(texts) and len(exchange.said) % 2 == 1
    if script.via == "mention" and script.chorus and random.random() < 0.5:
        chorus = [text for text in script.chorus if crowd.unheard(["", "", text])[2:]]
        _join_in(random, crowd, exchange, [text.format(**words) for text in chorus], now)
    return exchange


def _commented(random: Random, crowd: Crowd, now: datetime, published: Published, comment: Comment) -> Exchange:
    script = Script("comments", comment.department, via="comment", mood=comment.mood, people=comment.people)
    customer, desk = crowd.somebody(comment.people), _desk(random, comment.department)
    wait = timedelta(seconds=min(random.lognormvariate(9.2, 1.4), 2 * 86400))
    began = min(published.at + wait, now - timedelta(minutes=random.randrange(95, 600)))
    texts = [comment.text, *([comment.answer] if comment.answer else [])]
    filled = [_fill(text, customer, {**OWN_WORDS, "me": desk}) for text in texts]
    exchange = Exchange(script, _timed(random, customer, filled, began, now), desk, published)
    exchange.waits = comment.waits or len(exchange.said) < len(texts)
    _join_in(random, crowd, exchange, comment.others, now)
    return exchange


def _cut(random: Random, script: Script, opening: Sequence[str]) -> Sequence[str]:
    """Most end with our first answer; some need none; the rest go on to their end."""
    if random.random() < script.unanswered:
        return opening[:1]
    return opening[:2] if random.random() < ONE_ANSWER_SHARE else opening


def _timed(random: Random, customer: Customer, texts: Sequence[str], began: datetime, now: datetime) -> list[Said]:
    """Give each text its time; what would lie in the future has not been said."""
    said, moment = [], began
    for place, text in enumerate(texts):
        if moment > now - timedelta(minutes=1):
            break
        author = customer if place % 2 == 0 else None
        said.append(Said(author, text, moment, place - 1 if place else None))
        pause = answer_after(random)
        if place % 2 == 1:
            pause = timedelta(seconds=min(max(random.lognormvariate(6.4, 1.2), 50), 72_000))
        moment += pause
    return said


def _join_in(random: Random, crowd: Crowd, exchange: Exchange, texts: Sequence[str], now: datetime) -> None:
    """Bystanders answer the first message."""
    for text in texts:
        moment = exchange.began + timedelta(minutes=random.randrange(2, 55))
        if moment < now - timedelta(minutes=1):
            exchange.said.append(Said(crowd.somebody(), text, moment, 0))


def _leave_open(random: Random, exchanges: list[Exchange]) -> None:
    """Newer conversations still wait for their last answer more often; every department has some."""
    asking = [x for x in exchanges if x.script.mood != "positive" and x.script.topic != "spam"]
    asking.reverse()
    for rank, exchange in enumerate(asking):
        share = 0.9 if rank < 20 else 0.5 if rank < 60 else 0.2 if rank < 120 else 0.0
        if random.random() < share:
            _await_answer(exchange)
    for department in {exchange.script.department: None for exchange in asking}:
        there = [exchange for exchange in asking if exchange.script.department == department]
        for exchange in there[:WAITING_AT_LEAST]:
            _await_answer(exchange)


def _await_answer(exchange: Exchange) -> None:
    """Take back our last answer and what followed it; bystanders stay."""
    ours = [place for place, said in enumerate(exchange.said) if said.author is None]
    if ours:
        exchange.said = [
            said
            for place, said in enumerate(exchange.said)
            if place < ours[-1] or (said.answers == 0 and said.author is not None)
        ]
    exchange.waits = True


def _published(now: datetime) -> list[Published]:
    found = []
    for post in own_posts():
        day = now - timedelta(days=post.days_ago)
        moment = day.replace(hour=post.hour, minute=5, second=0, microsecond=0)
        found.append(Published(post, post.text.format(**OWN_WORDS), moment))
    return sorted(found, key=lambda published: published.at)


def _desk(random: Random, department: str) -> str:
    """Somebody of the department who answers."""
    able = [x.first for x in PEOPLE if department in x.roles and x.roles[department].rank >= 2]
    return random.choice(able)


def _fill(text: str, customer: Customer, words: dict[str, str]) -> str:
    """A text with its slots filled; who has no name to be called by is not called."""
    if not customer.call:
        text = NAMED.sub("", text)
    return text.format(**words, name=customer.call)


def _addressed(random: Random, text: str, brand: str) -> str:
    """A public text names the brand somewhere."""
    if brand in text:
        return text
    return f"{brand} {text}" if random.random() < 0.6 else f"{text} {brand}"
