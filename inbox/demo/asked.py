"""Why some answers of the month took long: before it could speak, one department had to ask another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Member
from inbox.actions.accept import accept
from inbox.actions.answer import answer
from inbox.actions.decline import decline
from inbox.actions.escalate import Question, ask
from inbox.demo.company import Company
from inbox.demo.escalations import FACTS, HEADS, reasons
from inbox.demo.story import Exchange
from inbox.models import Conversation, Escalation

SLOW = timedelta(minutes=45)
"""Who was answered within this was answered without asking."""
AFTER = timedelta(minutes=15)
LONGEST = timedelta(hours=9)
ON_THE_WAY = ("delays", "cancellations", "connections", "machines", "timetable")
SAID_ALOUD = ("crowding", "comfort", "bikes, dogs and prams", "praise", "staff")
THE_APP = ("app", "wishes")


type Words = tuple[str, str, bool]
"""A question, what came of it, and whether that was an answer."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who asks whom about which topics: each question with its answer, or with why there was none."""

    holder: str
    to: str
    topics: tuple[str, ...]
    talks: tuple[Words, ...]


ROUTES = (
    Route(
        "Customer Service",
        "Product",
        ON_THE_WAY,
        (
            ("Does the app say the same as the screen there?", "It does again. The feed had stood still.", True),
            ("Do you see this too, or only they?", "Everybody there saw it. It is in order again.", True),
            ("What did the app tell them?", "“On time”, and then nothing. We noted it as a fault.", True),
            ("Did the app offer them another way?", "The control room knows that, we don’t.", False),
            ("Is there a message about it in the app?", "There is one now, with the reason.", True),
            ("May I tell them that this gets better?", "Yes, with the next release, in December.", True),
            ("Who looks after this at the weekend?", "Nobody of ours. Please ask the control room.", False),
            ("Can you look up what happened there?", "I can: the box on board was silent for an hour.", True),
        ),
    ),
    Route(
        "Customer Service",
        "Marketing",
        SAID_ALOUD,
        (
            ("How do we put this on our own page?", "“We hear you, and we are on it.” No more for now.", True),
            ("Did the campaign promise anything about this?", "No. It only shows the new carriages.", True),
            ("Would you like to answer this one yourselves?", "Your words are better than ours here.", False),
            ("Is there a page of ours that I can link to?", "The one about the new carriages fits best.", True),
            ("Do you plan to say anything about it?", "On Thursday, together with the works.", True),
        ),
    ),
    Route(
        "Product",
        "Customer Service",
        THE_APP,
        (
            ("Do more people write to you about this?", "Four this week, all with the same telephone.", True),
            ("Can you ask them for the number of their ticket?", "Done, they sent it in private.", True),
            ("Have they complained about it before?", "Once, in spring. It was solved then.", True),
            ("Do you have a text for this already?", "Yes, “Update first”. It fits.", True),
            ("Is anybody with you able to try it?", "Leila did: it works on hers.", True),
        ),
    ),
)


class Talks:
    """Hands the talks out, each once, to exchanges that took long."""

    def __init__(self, company: Company, exchanges: Sequence[Exchange]) -> None:
        self._company = company
        self._reason = reasons()[FACTS]
        self._chosen = {id(exchange): (route, words) for exchange, route, words in chosen(exchanges)}

    def steps(self, exchange: Exchange, conversation: Conversation) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """Asked, taken up and told before our own first answer; nothing where nobody was asked."""
        told = _first_answer(exchange)
        if told is None or id(exchange) not in self._chosen:
            return
        talk = Talk(self._company, *self._chosen[id(exchange)], exchange.desk)
        begun = exchange.began + AFTER
        left = told - begun
        yield begun, lambda: talk.ask(conversation, Question(talk.question, self._reason, told))
        if talk.is_answered:
            yield begun + left * 0.4, talk.take_up
        yield begun + left * 0.8, talk.end


class Talk:
    """One question, and what became of it."""

    def __init__(self, company: Company, route: Route, words: Words, desk: str) -> None:
        self.question, self._says, self.is_answered = words
        self._to = company.departments[route.to]
        self._desk: Member = company.members[desk]
        self._head: Member = company.members[HEADS[route.to]]
        self._row: Escalation | None = None

    def ask(self, conversation: Conversation, question: Question) -> None:
        """By whoever answers for us later."""
        (self._row,) = ask(conversation, to=[self._to], question=question, by=self._desk)

    def take_up(self) -> None:
        """By the head of those who are asked."""
        if self._row is not None:
            accept(self._row, by=self._head)

    def end(self) -> None:
        """Answered, or declined with a reason."""
        if self._row is not None and self.is_answered:
            answer(self._row, text=self._says, by=self._head)
        elif self._row is not None:
            decline(self._row, reason=self._says, by=self._head)


def chosen(exchanges: Sequence[Exchange]) -> Iterator[tuple[Exchange, Route, Words]]:
    """Which exchange had to wait for which talk: the newest that fit; `exchanges` begin with the oldest."""
    for route in ROUTES:
        fitting = [exchange for exchange in reversed(exchanges) if _fits(route, exchange)]
        yield from ((exchange, route, words) for exchange, words in zip(fitting, route.talks, strict=False))


def _fits(route: Route, exchange: Exchange) -> bool:
    told = _first_answer(exchange)
    if told is None or exchange.waits or not SLOW <= told - exchange.began <= LONGEST:
        return False
    return exchange.script.department == route.holder and exchange.script.topic in route.topics


def _first_answer(exchange: Exchange) -> datetime | None:
    return next((said.at for said in exchange.said if said.author is None), None)
