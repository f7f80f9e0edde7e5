"""Lists behind counts that are no numbers of the catalogue: languages, networks, competitors, steps of a chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from inbox.channels.registry import connectors
from inbox.models import Conversation
from inbox.presenters.networks import network_label
from reports.joint import MINUTES
from reports.metrics import audience
from reports.metrics.number import Selection
from reports.models import Kind, Tag
from reports.scope import Scope
from reports.sound import UNKNOWN

MOST = 8
"""So many parts stand above a list."""
LONG, NONE = "longer", "none"


@dataclass(frozen=True, slots=True)
class Listing:
    """Conversations by some mark; `words` says what the part of a key is called, None for no such part."""

    name: Promise
    definition: Promise
    words: Callable[[Scope, str], str | None]
    keys: Callable[[Scope], list[str]]
    conversations: Callable[[Scope, str], QuerySet[Conversation]]

    def parts(self, scope: Scope, shown: str) -> list[tuple[str, str]]:
        """The first of them, by key, and the one that is shown."""
        keys = self.keys(scope)[:MOST]
        named = [(key, self.words(scope, key)) for key in (keys if shown in keys else [*keys, shown])]
        return [(key, words) for key, words in named if words is not None]


def step_keys() -> list[str]:
    """The steps of first answers: their ends in minutes, longer ones, and none yet."""
    return [*(str(end) for end in MINUTES), LONG, NONE]


def step_words(key: str) -> str | None:
    """What a step is called."""
    starts = dict(zip(step_keys(), (0, *MINUTES), strict=False))
    named = {LONG: _("longer than 2 h"), NONE: _("none yet")}
    if key in named or key not in starts:
        return named.get(key)
    return _("%(from)s to %(to)s min") % {"from": starts[key], "to": key}


def _step(scope: Scope, key: str) -> QuerySet[Conversation]:
    if key == NONE:
        return Selection(Kind.FIRST, (Tag.WAITING, Tag.SETTLED)).conversations(scope)
    ends = dict(zip(step_keys(), (*MINUTES, None), strict=False))
    starts = dict(zip(step_keys(), (None, *MINUTES), strict=False))
    since, until = (None if end is None else end * 60 for end in (starts[key], ends[key]))
    return Selection(Kind.FIRST, (Tag.ANSWERED,), at_most=until, more_than=since).conversations(scope)


def _language(_scope: Scope, key: str) -> str | None:
    is_one = key == UNKNOWN or (key.isascii() and key.isalpha() and len(key) <= 3)
    return key if is_one else None


def _network(_scope: Scope, key: str) -> str | None:
    return network_label(key) if key in connectors() else None


def _watch(scope: Scope, key: str) -> str | None:
    return next((str(watch) for watch in audience.competitors(scope) if str(watch.pk) == key), None)


def _found_by(scope: Scope, key: str) -> QuerySet[Conversation]:
    found = audience.found_by(scope, [int(key)])
    return scope.conversations().filter(pk__in=found.values("conversation_id"))


def _of_network(scope: Scope, key: str) -> QuerySet[Conversation]:
    return Selection(Kind.INBOUND).conversations(scope).filter(channel__network=key)


LISTINGS: dict[str, Listing] = {
    "first_steps": Listing(
        _lazy("First response"),
        _lazy("Conversations that waited for a first answer from us, by how long they did."),
        lambda _scope, key: step_words(key),
        lambda _scope: step_keys(),
        _step,
    ),
    "languages": Listing(
        _lazy("Language"),
        _lazy("Conversations with a message to us in this language; one conversation may have several."),
        _language,
        lambda scope: [key for key, _count in audience.languages(scope)],
        lambda scope, key: Selection(Kind.LANGUAGE, (key,)).conversations(scope),
    ),
    "networks": Listing(
        _lazy("Network"),
        _lazy("Conversations with a message to us on this network."),
        _network,
        lambda scope: [key for key, _count in audience.networks(scope)],
        _of_network,
    ),
    "competitors": Listing(
        _lazy("Share of voice"),
        _lazy("Conversations with a message that this competitor's watch found."),
        _watch,
        lambda scope: [str(watch.pk) for watch in audience.competitors(scope)],
        _found_by,
    ),
}
"""By the word in their address."""
