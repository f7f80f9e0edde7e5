"""What the rules of today would do with what was so then, as far as a reader may know those rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Member
from routing.engine import Taken, decide
from routing.models import RuleVersion
from routing.rules import Facts
from routing.stored_rules import newest, rule_of, ruleset
from routing.told import closed_to, is_closed_to, names_for, step_words

type Versioned = tuple[int, int]
"""A rule and one of its versions."""


def today_words(facts: Facts, then: int | None, reader: Member) -> str:
    """The steps of today beside those that the set `then` says of the same facts, each rule at its version."""
    number = newest()
    if number is None or number == then:
        return _("The same rules decide today.")
    told = {"number": number}
    if "text" not in facts:
        return _("What the rules of today, version %(number)d, would do can’t be said: the words are gone.") % told
    taken = decide(facts, ruleset(number)).steps
    before = decide(facts, ruleset(then)).steps if then is not None else ()
    if [_whole(one) for one in taken] == [_whole(one) for one in before]:
        if not taken:
            return _("The rules of today, version %(number)d, would do nothing either.") % told
        return _("The rules of today, version %(number)d, do the same, by the same rules.") % told
    return _otherwise(taken, before, facts, number, reader)


def _otherwise(taken: Sequence[Taken], before: Sequence[Taken], facts: Facts, number: int, reader: Member) -> str:
    rules, closed = ruleset(number), closed_to(reader)
    asked = [rules.named[one.rule] for one in taken]
    if not taken:
        return _("The rules of today, version %(number)d, would do nothing with it.") % {"number": number}
    if any(is_closed_to(rule, closed) for rule in asked):
        said = _("The rules of today, version %(number)d, decide otherwise: %(rule)s is among them.")
        return said % {"number": number, "rule": closed_rule()}
    names = names_for(asked, facts, reader)
    by_rule: dict[str, list[str]] = {}
    for one in taken:
        called = _("“%(rule)s”, version %(version)d") % {"rule": one.name, "version": one.version}
        by_rule.setdefault(called, []).append(step_words(one.step, names))
    does = "; ".join(f"{', '.join(steps)} ({rule})" for rule, steps in by_rule.items())
    if sorted(map(_what, taken)) == sorted(map(_what, before)):
        said = _("The rules of today, version %(number)d, do the same, by other rules or versions: %(does)s.")
    else:
        said = _("The rules of today, version %(number)d, would do otherwise: %(does)s.")
    return said % {"number": number, "does": does}


def closed_rule() -> str:
    """What a rule is called for whom it does not exist."""
    return _("a rule about a department that is closed to you")


def names_of_rules(versions: Iterable[Versioned], reader: Member) -> dict[Versioned, str]:
    """What rules were called at these versions; of those that speak of what is closed to the reader, only that.

    One question, and those of what is closed where the reader is no administrator.
    """
    wanted = set(versions)
    if not wanted:
        return {}
    asked = Q()
    for rule, number in wanted:
        asked |= Q(rule=rule, number=number)
    closed = closed_to(reader)
    return {
        (row.rule_id, row.number): closed_rule() if is_closed_to(rule_of(row), closed) else row.name
        for row in RuleVersion.objects.filter(asked)
    }


def _what(one: Taken) -> tuple[str, str]:
    return one.step.kind, repr(one.step.value)


def _whole(one: Taken) -> tuple[str, str, int, int]:
    return (*_what(one), one.rule, one.version)
