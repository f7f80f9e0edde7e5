"""Stored rules as the engine's values, and the compiled set of a version, kept while it is in use."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from routing.engine import RuleSet
from routing.engine import compile as compile_rules
from routing.models import Rule, RuleSetVersion, RuleVersion, WordList, WordListVersion
from routing.readings.topics import Topics
from routing.rules import Rule as PlainRule
from routing.rules import Step
from routing.waiting import timed

log = logging.getLogger(__name__)

_read: dict[int, PlainRule] = {}
"""The rules of the set that was made ready last, by the rows of their versions, which never change."""


def rule_of(row: Rule | RuleVersion) -> PlainRule:
    """A rule, or one of its versions, as the engine knows it."""
    key = row.rule_id if isinstance(row, RuleVersion) else row.pk
    return PlainRule(key, row.name, row.number, timed(row.trigger, row.tree), row.tree, steps_of(row.steps), row.group)


def steps_of(stored: list[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps as they are stored."""
    return tuple(Step(step["kind"], step.get("value")) for step in stored)


def stored_steps(steps: tuple[Step, ...] | list[Step]) -> list[dict[str, Any]]:
    """Steps as they will be stored."""
    return [{"kind": step.kind, "value": step.value} for step in steps]


def newest() -> int | None:
    """The number of the set that decides now; asked once for each batch, so that an edit is live with the next."""
    number: int | None = RuleSetVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    return number


@lru_cache(maxsize=4)
def ruleset(number: int) -> RuleSet:
    """The set of that number, compiled; what it was made of never changes."""
    kept = RuleSetVersion.objects.get(pk=number)
    rules = _versions(dict(kept.rules))
    return compile_rules(rules, lists=lists_of(dict(kept.lists)), languages=settings.READING_LANGUAGES, version=number)


def _versions(wanted: Mapping[int, int]) -> list[PlainRule]:
    """Rules at their versions, in order; those of the set before are not read again, an edit changes few of them."""
    found = RuleVersion.objects.filter(rule__in=wanted).values_list("rule_id", "number", "pk")
    keys = {rule: pk for rule, number, pk in found if number == wanted[rule]}
    known = dict(_read)
    missing = RuleVersion.objects.filter(pk__in=[pk for pk in keys.values() if pk not in known])
    known |= {row.pk: rule_of(row) for row in missing}
    _read.clear()
    _read.update({pk: known[pk] for pk in keys.values()})
    return [known[keys[rule]] for rule in wanted if rule in keys]


@lru_cache(maxsize=4)
def topics(number: int) -> Topics:
    """The topics of the set of that number."""
    kept = RuleSetVersion.objects.get(pk=number)
    rows = WordListVersion.objects.filter(word_list__in=[one for one, _version in kept.lists], is_topic=True)
    versions = dict(kept.lists)
    lists = {row.word_list_id: row.words for row in rows if row.number == versions[row.word_list_id]}
    return Topics(lists, settings.READING_LANGUAGES)


def rules_are_ready() -> bool:
    """Whether the set that decides now can be asked; what is wrong with it is in the log."""
    number = newest()
    try:
        if number is not None:
            ruleset(number)
            topics(number)
    except Exception:
        log.exception("version %s of the rules could not be made ready, what arrives waits", number)
        return False
    return True


def lists_of(versions: Mapping[int, int]) -> dict[int, list[str]]:
    """The words of lists at their versions."""
    rows = WordListVersion.objects.filter(word_list__in=versions)
    return {row.word_list_id: row.words for row in rows if row.number == versions[row.word_list_id]}


def ruleset_now() -> RuleSet:
    """The set that decides now; an empty one before there was any."""
    number = newest()
    return compile_rules([]) if number is None else ruleset(number)


def trial(rows: list[PlainRule]) -> RuleSet:
    """A set that is not kept, with the word lists as they are now: for trying and rehearsing."""
    lists = dict(WordList.objects.values_list("pk", "words"))
    return compile_rules(rows, lists=lists, languages=settings.READING_LANGUAGES)
