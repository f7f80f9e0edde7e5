"""Whether a rule that is still being written would keep those that are on from coming to rest."""

from __future__ import annotations

from routing.checking import check_rest
from routing.cycles import WAKES
from routing.models import Rule
from routing.stored_rules import rule_of


def endless(typed: Rule) -> str:
    """The sentence that names the cycle that it would close if it were on, at its place; empty where there is none."""
    if typed.trigger not in WAKES:
        return ""
    others = list(Rule.objects.active().filter(trigger__in=WAKES).exclude(pk=typed.pk))
    at = typed.position if typed.position is not None else 10**6
    before = [row for row in others if row.position < at]
    try:
        check_rest([rule_of(row) for row in [*before, typed, *others[len(before) :]]])
    except ValueError as error:
        return str(error)
    return ""
