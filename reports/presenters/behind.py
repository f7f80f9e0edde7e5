"""Lists behind numbers in words: what stands above them, and the other parts of the same number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inbox.models import Conversation
from reports.asked import Asked
from reports.metrics.catalogue import METRICS
from reports.metrics.number import Metric
from reports.presenters.listings import LISTINGS
from reports.presenters.words import door
from reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a number: how many conversations it has, and whether it is the one that is shown."""

    name: str
    count: int
    href: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of conversations. `chosen` is what else the address chose; a list of a post's whole life
    follows neither days nor departments.
    """

    title: str
    definition: str
    rows: QuerySet[Conversation]
    parts: list[Part] = field(default_factory=list)
    chosen: Mapping[str, str] = field(default_factory=dict)
    is_whole_life: bool = False


def listed(scope: Scope, asked: Asked, metric: str, key: str) -> Listed | None:
    """What lies behind a number, by its key and that of its part, with its other parts; None where there is no such."""
    found = alone(scope, metric, key)
    if found is None:
        return None
    if metric in LISTINGS:
        return replace(found, parts=_parts_of_listing(scope, asked, metric, key))
    return replace(found, parts=_parts(scope, asked, METRICS[metric], key))


def alone(scope: Scope, metric: str, key: str) -> Listed | None:
    """The same without its other parts, as a file has it: nothing is counted."""
    if metric in LISTINGS:
        listing = LISTINGS[metric]
        words = listing.words(scope, key)
        if words is None:
            return None
        title = _("%(number)s: %(part)s") % {"number": listing.name, "part": words}
        return Listed(title, str(listing.definition), listing.conversations(scope, key))
    found = METRICS.get(metric)
    if found is None or key not in found.behind:
        return None
    return Listed(found.title(key), found.definition, found.conversations(scope, key))


def _parts(scope: Scope, asked: Asked, metric: Metric, shown: str) -> list[Part]:
    """All of them, where there are several."""
    if len(metric.behind) < 2:
        return []
    return [
        Part(metric.part(key), metric.conversations(scope, key).count(), door(asked, metric.key, key), key == shown)
        for key in metric.behind
    ]


def _parts_of_listing(scope: Scope, asked: Asked, name: str, shown: str) -> list[Part]:
    found = LISTINGS[name]
    return [
        Part(words, found.conversations(scope, key).count(), door(asked, name, key), key == shown)
        for key, words in found.parts(scope, shown)
    ]


def under_words() -> dict[str, str]:
    """What the lists under one of our posts are called."""
    return {
        "": _("all"),
        "questions": _("questions"),
        "complaints": _("complaints"),
        "unanswered": _("unanswered"),
        "heard": _("readable, in two weeks"),
        "negative": _("negative, in two weeks"),
    }


def under_title(only: str) -> str:
    """What stands above one of them."""
    title = _("Under one of our posts")
    return f"{title}: {under_words()[only]}" if only else title
