"""Which rules are meant: those that decide now, a kept version, all with the drafts, or with or without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from routing.engine import RuleSet
from routing.engine import compile as compile_rules
from routing.models import Rule, RuleSetVersion, RuleState, RuleVersion, WordList, WordListVersion
from routing.readings.topics import Topics
from routing.rules import STOP
from routing.rules import Rule as PlainRule
from routing.stored_rules import lists_of, rule_of

NOW, DRAFTS, WITH, WITHOUT, VERSION = "now", "drafts", "with", "without", "version"
MOST_VERSIONS = 20

type Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rules in order and word lists, each by its number and version; `word` says how they were chosen."""

    word: str
    rules: Pairs
    lists: Pairs

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "word": self.word,
            "rules": [list(one) for one in self.rules],
            "lists": [list(one) for one in self.lists],
        }


@dataclass(frozen=True, slots=True)
class Ready:
    """Chosen rules compiled: as they are, with none that stops (the same where none does), and their topics."""

    rules: RuleSet
    loose: RuleSet
    topics: Topics


def chosen(word: str) -> Chosen | None:
    """The rules that a word means now: "now", "drafts", "with-7", "without-7" or "version-12"; None for no such."""
    kind, _dash, given = word.partition("-")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    if kind == VERSION:
        kept = RuleSetVersion.objects.filter(pk=number).first()
        return Chosen(word, _pairs(kept.rules), _pairs(kept.lists)) if kept else None
    rules = list(Rule.objects.standing())
    active = [one for one in rules if one.state == RuleState.ACTIVE]
    wanted: Mapping[str, list[Rule]] = {
        NOW: active,
        DRAFTS: [one for one in rules if one.state != RuleState.PAUSED],
        WITH: [one for one in rules if one.state == RuleState.ACTIVE or one.pk == number],
        WITHOUT: [one for one in active if one.pk != number],
    }
    if kind not in wanted or (kind in (WITH, WITHOUT) and number not in {one.pk for one in rules}):
        return None
    lists = tuple(WordList.objects.order_by("pk").values_list("pk", "number"))
    return Chosen(word, tuple((one.pk, one.number) for one in wanted[kind]), lists)


def restored(stored: Mapping[str, Any]) -> Chosen:
    """The reverse of Chosen.stored()."""
    return Chosen(stored["word"], _pairs(stored["rules"]), _pairs(stored["lists"]))


def choices() -> list[tuple[str, str]]:
    """Every set that can be chosen, by its word, with how it is called."""
    found = [(NOW, _("The rules that decide now")), (DRAFTS, _("The rules that decide now, with all drafts"))]
    rules = list(Rule.objects.standing())
    for one in rules:
        if one.state != RuleState.ACTIVE:
            found.append((f"{WITH}-{one.pk}", _("With “%(rule)s”") % {"rule": one}))
    for one in rules:
        if one.state == RuleState.ACTIVE:
            found.append((f"{WITHOUT}-{one.pk}", _("Without “%(rule)s”") % {"rule": one}))
    versions = RuleSetVersion.objects.all()[:MOST_VERSIONS]
    return [*found, *((f"{VERSION}-{one.pk}", _("Version %(number)d") % {"number": one.pk}) for one in versions)]


def named(word: str) -> str:
    """How a set is called by those who read of it later."""
    kind, _dash, given = word.partition("-")
    if kind == VERSION:
        return _("version %(number)s") % {"number": given}
    if kind in (WITH, WITHOUT):
        name = Rule.objects.filter(pk=int(given)).values_list("name", flat=True).first() or _("a rule that is gone")
        said = _("the rules of then with “%(rule)s”") if kind == WITH else _("the rules of then without “%(rule)s”")
        return said % {"rule": name}
    return _("the rules of then with all drafts") if kind == DRAFTS else _("the rules that decided then")


def rows_of(rules: Sequence[tuple[int, int]]) -> list[RuleVersion]:
    """These rules at their versions, in order."""
    wanted = dict(rules)
    found = RuleVersion.objects.filter(rule__in=wanted)
    rows = {row.rule_id: row for row in found if row.number == wanted[row.rule_id]}
    return [rows[rule] for rule, _version in rules if rule in rows]


@lru_cache(maxsize=4)
def ready(rules: Pairs, lists: Pairs) -> Ready:
    """These rules and lists compiled; versions never change, so that they are kept while they are in use."""
    plain, words = [rule_of(row) for row in rows_of(rules)], lists_of(dict(lists))
    tight, loose = _compiled(plain, words), _unstopped(plain)
    topics = WordListVersion.objects.filter(word_list__in=words, is_topic=True)
    versions = dict(lists)
    said = {row.word_list_id: row.words for row in topics if row.number == versions[row.word_list_id]}
    return Ready(tight, tight if loose is None else _compiled(loose, words), Topics(said, settings.READING_LANGUAGES))


def _unstopped(rules: Iterable[PlainRule]) -> list[PlainRule] | None:
    """The same with none that stops; None where none does."""
    found, stops = [], False
    for rule in rules:
        steps = tuple(step for step in rule.steps if step.kind != STOP)
        stops = stops or len(steps) < len(rule.steps)
        found.append(replace(rule, steps=steps))
    return found if stops else None


def _compiled(rules: Sequence[PlainRule], lists: Mapping[int, list[str]]) -> RuleSet:
    return compile_rules(rules, lists=lists, languages=settings.READING_LANGUAGES)


def _pairs(stored: Iterable[Sequence[int]]) -> Pairs:
    return tuple((int(number), int(version)) for number, version in stored)
