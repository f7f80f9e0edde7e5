"""YAML as it is written by people: every scalar is text, nothing stands for anything else, all is bounded; pure.

YAML itself would turn no, 010, 1_000 and 2026-11-22 into something else than was written, run
what tags ask for, and unfold aliases without end: here a word stays a word, and tags and
aliases are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml
from django.utils.translation import gettext as _

LONGEST, MOST_NODES, DEEPEST = 1_000_000, 300_000, 24
"""Characters of a text; words, lists and mappings in it; how deep they stand in one another."""
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quicker one where it is there; both tell the same events."""


class UnreadableError(ValueError):
    """A text that is refused; its words are a whole sentence that names the line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(_("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence})


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar as it was written; `plain` where it stood without quotes."""

    text: str
    line: int
    plain: bool = True

    @property
    def number(self) -> int | None:
        """What it counts, where it is written as a number: "12", but neither "012" nor a quoted one."""
        counts = self.plain and self.text.isascii() and self.text.isdigit() and len(self.text) <= 15
        return int(self.text) if counts and (self.text == "0" or self.text[0] != "0") else None


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    items: list[Node]
    line: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, each key once."""

    entries: dict[str, Node]
    line: int


type Node = Word | Many | Pairs


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    line: int
    is_list: bool
    members: list[Node] = field(default_factory=list)


def parsed(text: str) -> Node | None:
    """What a text holds; nothing for an empty one. Raises UnreadableError."""
    if len(text) > LONGEST:
        raise UnreadableError(1, _("The text has more than %(most)d characters.") % {"most": LONGEST})
    _refuse_strange(text, 1)
    try:
        return _root(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = _("This is no YAML that can be read: %(problem)s.") % {"problem": error.problem or error.context}
        raise UnreadableError(mark.line + 1 if mark else 1, says) from error
    except yaml.YAMLError as error:
        raise UnreadableError(1, _("This is no YAML that can be read: %(problem)s.") % {"problem": error}) from error


def _root(text: str) -> Node | None:
    opened: list[_Open] = []
    found: list[Node] = []
    for count, event in enumerate(yaml.parse(text, Loader=LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if count > MOST_NODES:
            raise UnreadableError(line, _("There is more in it than can be read at once."))
        node = _node(event, line, opened)
        if node is not None and opened:
            opened[-1].members.append(node)
        elif node is not None:
            found.append(node)
    if len(found) > 1:
        raise UnreadableError(found[1].line, _("A second text begins here: take in one at a time."))
    return found[0] if found else None


def _node(event: yaml.Event, line: int, opened: list[_Open]) -> Node | None:
    """What has come to its end with this event."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise UnreadableError(line, _("Write it out: nothing can stand for something else (& and *)."))
    if getattr(event, "tag", None):
        raise UnreadableError(line, _("Tags such as !!int are not read: everything is text."))
    if isinstance(event, yaml.ScalarEvent):
        _refuse_strange(event.value, line)
        return Word(event.value, line, plain=not event.style)
    if isinstance(event, yaml.CollectionStartEvent):
        opened.append(_Open(line, isinstance(event, yaml.SequenceStartEvent)))
        if len(opened) > DEEPEST:
            raise UnreadableError(line, _("Too many things stand in one another."))
    elif isinstance(event, yaml.CollectionEndEvent):
        ended = opened.pop()
        return Many(ended.members, ended.line) if ended.is_list else _pairs(ended)
    return None


def _pairs(ended: _Open) -> Pairs:
    entries: dict[str, Node] = {}
    for key, value in zip(ended.members[::2], ended.members[1::2], strict=True):
        if not isinstance(key, Word):
            raise UnreadableError(key.line, _("What stands before a colon is one word."))
        if key.text in entries:
            raise UnreadableError(key.line, _("“%(key)s” stands there twice.") % {"key": key.text})
        entries[key.text] = value
    return Pairs(entries, ended.line)


def _refuse_strange(text: str, line: int) -> None:
    """Halves of letters and signs that control machines can be kept nowhere."""
    if any("\ud800" <= letter <= "\udfff" or (letter < " " and letter not in "\t\n\r") for letter in text):
        raise UnreadableError(line, _("It holds a character that is no part of a text."))
