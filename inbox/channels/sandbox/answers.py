"""What the sandbox's answers mean, and what a post of ours is to us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from inbox.channels.base import Outgoing, Rejected, RetryLater, Sent, Unauthorised, Uncertain
from inbox.channels.http import Answer

REFUSALS = (403, 404, 413, 422)
FIGURES_EVERY = timedelta(minutes=1)


def checked(answer: Answer) -> Answer:
    """The answer, unless the network said no: then its own sentence is raised.

    It refuses with a handful of statuses; any other says nothing about what it did.
    """
    if answer.ok:
        return answer
    if answer.status == 401:
        raise Unauthorised("The sandbox no longer accepts this token.")
    sentence = answer.json().get("error") if answer.body.startswith(b"{") else None
    said = str(sentence or f"The sandbox refused (status {answer.status}).")
    if answer.status in REFUSALS:
        raise Rejected(said)
    raise Uncertain(said) if answer.changes else RetryLater(said)


def understood(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer that is no refusal; raises what `checked` raises, and for what can't be read."""
    return checked(answer).json()


def other_party(outgoing: Outgoing) -> str:
    """Whom a direct message goes to: the author we answer, or the other one if that is us."""
    other = str(outgoing.answers_extra.get("other") or "")
    if not other and outgoing.answers_author is not None:
        other = outgoing.answers_author.external_id
    if not other:
        raise Rejected("It is not known whom this direct message goes to.")
    return other


def sent_of(post: Mapping[str, Any]) -> Sent:
    """A post of ours as it stands on the network."""
    extra = {"other": post["to"]["id"]} if post["to"] else {}
    return Sent(post["id"], post["url"], datetime.fromisoformat(post["created_at"]), extra)


def newest_of(answer: Mapping[str, Any]) -> datetime | None:
    """When the last post of a page of notices was written."""
    notices = answer["notices"]
    return datetime.fromisoformat(notices[-1]["post"]["created_at"]) if notices else None


def is_due(figures_at: str, now: str) -> bool:
    """Whether figures are to be fetched again; both moments are the network's."""
    if not figures_at:
        return True
    return passed(figures_at, now) >= FIGURES_EVERY


def passed(earlier: str, later: str) -> timedelta:
    """The time between two moments as the network writes them."""
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
