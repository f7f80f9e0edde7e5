"""What higher rooms show beside a conversation: they register here, since the inbox does not know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Member
from inbox.models import Conversation
from inbox.presenters.rows import Chip


@dataclass(frozen=True, slots=True)
class AsideLine:
    """A word with its state, and a sentence that explains it; `address` is shown to be copied."""

    word: str
    sentence: str
    chip: Chip | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """One section beside a conversation; where there is more to read, the way there and the key that opens it."""

    title: str
    lines: list[AsideLine] = field(default_factory=list)
    href: str = ""
    link: str = ""
    key: str = ""


type AsideOf = Callable[[Conversation, Member], Aside | None]
_asides: list[AsideOf] = []


def register(aside: AsideOf) -> None:
    """Show another section; it is asked for each conversation that opens, after its reader may see it."""
    if aside not in _asides:
        _asides.append(aside)


def asides_of(conversation: Conversation, member: Member) -> list[Aside]:
    """All that there is to show, in the order of registration."""
    return [found for aside in _asides if (found := aside(conversation, member)) is not None and found.lines]
