"""The list of rules in its order, a page at a time, or those whose name is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.models import Rule, RuleState
from routing.rule_words import Teller

PAGE = 100
"""Rules on one page."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the list; `place` counts over all pages."""

    pk: int
    place: int
    name: str
    does: str
    state: str
    state_word: str

    @property
    def is_on(self) -> bool:
        """Whether it decides."""
        return self.state == RuleState.ACTIVE


@dataclass(slots=True)
class Heading:
    """Rules that stand together under the name of a group, or under none."""

    name: str
    rows: list[RuleRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: `total` counts all rules, `found` those whose name holds what was searched for."""

    headings: list[Heading]
    page: int
    pages: int
    total: int
    found: int
    search: str


def listed(*, page: int = 1, search: str = "", around: int | None = None) -> Listed:
    """That page of the list, or the one on which the rule `around` stands; a page beyond the last is the last."""
    names = list(Rule.objects.standing().values_list("pk", "name"))
    wanted = search.strip().casefold()
    found = [(place, pk) for place, (pk, name) in enumerate(names, start=1) if wanted in name.casefold()]
    if around is not None:
        page = next((at // PAGE + 1 for at, (_place, pk) in enumerate(found) if pk == around), 1)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = {pk: place for place, pk in found[(page - 1) * PAGE : page * PAGE]}
    return Listed(_headings(shown), page, pages, len(names), len(found), search.strip())


def page_of(place: int) -> int:
    """The page on which a place of the list is."""
    return (place - 1) // PAGE + 1


def _headings(places: dict[int, int]) -> list[Heading]:
    rules = list(Rule.objects.standing().filter(pk__in=places))
    teller, found = Teller(rules), list[Heading]()
    for rule in rules:
        if not found or found[-1].name != rule.group:
            found.append(Heading(rule.group))
        word = str(RuleState(rule.state).label)
        does = teller.told(rule).does
        found[-1].rows.append(RuleRow(rule.pk, places[rule.pk], rule.name, does, rule.state, word))
    return found
