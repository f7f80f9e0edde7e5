"""Who gets new work: chosen among members as plain values, with the reason where nobody can. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from inbox.models.placing import PlacingWay


class Lack(StrEnum):
    """What is missing, asked in this order."""

    STAFF = "staff"
    DUTY = "duty"
    LANGUAGE = "language"
    TOPIC = "topic"
    GAVE_BACK = "gave_back"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may work on it, as far as choosing asks."""

    pk: int
    on_duty: bool
    languages: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()
    open: int = 0
    most_open: int = 12


@dataclass(frozen=True, slots=True)
class Need:
    """What the conversation asks of whoever works on it; empty asks nothing."""

    language: str = ""
    topics: tuple[int, ...] = ()
    gave_back: int | None = None
    """Who put it back last: it does not come to them again by itself."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who it is and among how many, or what is missing."""

    member: int | None = None
    among: int = 0
    open: int = 0
    lack: Lack | None = None
    topic: int | None = None


def choose(candidates: Sequence[Candidate], need: Need, way: str, last: int | None) -> Chosen:
    """The next in turn, or whoever has the least open; of equals the next after whom was chosen `last`."""
    left = sorted(candidates, key=lambda one: one.pk)
    for lack, fits in _steps(need):
        left = [one for one in left if fits(one)]
        if not left:
            return Chosen(lack=lack, topic=_missing_topic(candidates, need) if lack is Lack.TOPIC else None)
    after = [one for one in left if last is not None and one.pk > last]
    turn = after + [one for one in left if one not in after]
    found = turn[0] if way == PlacingWay.TURN else min(turn, key=lambda one: one.open)
    return Chosen(found.pk, len(left), found.open)


def _steps(need: Need) -> list[tuple[Lack, Callable[[Candidate], bool]]]:
    return [
        (Lack.STAFF, lambda _one: True),
        (Lack.DUTY, lambda one: one.on_duty),
        (Lack.LANGUAGE, lambda one: not need.language or need.language in one.languages),
        (Lack.TOPIC, lambda one: one.topics.issuperset(need.topics)),
        (Lack.GAVE_BACK, lambda one: one.pk != need.gave_back),
        (Lack.ROOM, lambda one: one.open < one.most_open),
    ]


def _missing_topic(candidates: Sequence[Candidate], need: Need) -> int | None:
    """The first topic that nobody on duty knows; where each is known by somebody, the first of them."""
    known = {topic for one in candidates if one.on_duty for topic in one.topics}
    return next((topic for topic in need.topics if topic not in known), next(iter(need.topics), None))


def code_of(chosen: Chosen, need: Need) -> str:
    """What is missing as a conversation keeps it: "duty", "language:de"; empty when somebody was found."""
    if chosen.lack is None:
        return ""
    return f"{chosen.lack}:{need.language}" if chosen.lack is Lack.LANGUAGE else str(chosen.lack)


def lack_words(code: str) -> str:
    """What is missing, as a chip says it: "nobody on duty speaks German"; empty for nothing."""
    lack, _colon, language = code.partition(":")
    if lack == Lack.LANGUAGE:
        return _("nobody on duty speaks %(language)s") % {"language": language_name(language)}
    words = {
        Lack.STAFF: _("nobody works here"),
        Lack.DUTY: _("nobody on duty"),
        Lack.TOPIC: _("nobody on duty knows the topic"),
        Lack.GAVE_BACK: _("put back, and nobody else on duty"),
        Lack.ROOM: _("everybody on duty is full"),
    }
    return next((text for key, text in words.items() if key == lack), "")


def primary(language: str) -> str:
    """The language without region or script, "de" of "de-AT"; empty where it is unknown."""
    code = language.replace("_", "-").split("-")[0].casefold()
    return "" if code in ("und", "mul", "zxx") else code


def language_name(code: str) -> str:
    """How a language is called, "German"; its code where it has no name here."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code.upper()
