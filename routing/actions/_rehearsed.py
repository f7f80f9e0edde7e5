"""Conversations of a rehearsal played through, and their outcomes as they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from routing.history import Past, pasts
from routing.models import Rehearsal, RehearsedConversation
from routing.rehearsing import Outcome, Overruled, Row, play
from routing.rule_sets import Ready, ready, restored


def play_some(rehearsal: Rehearsal, some: Sequence[RehearsedConversation]) -> None:
    """Fill in what both sets of rules do with these conversations, and what people did; saves nothing."""
    old, new = (restored(stored) for stored in (rehearsal.old, rehearsal.new))
    ready_old, ready_new = ready(old.rules, old.lists), ready(new.rules, new.lists)
    known = pasts([one.conversation_id for one in some])
    for one in some:
        past = known[one.conversation_id]
        before = _played(past, ready_old)
        after = before if ready_old is ready_new else _played(past, ready_new)
        one.is_done, one.moves = True, before.department != after.department
        one.old, one.new = asdict(before), asdict(after)
        one.old_department_id, one.new_department_id = before.department, after.department
        one.stands_id, one.corrected_id = past.stands, past.corrected


def outcome_of(stored: Mapping[str, Any]) -> Outcome:
    """The reverse of how play_some() keeps it."""
    tuples = {name: tuple(stored[name]) for name in ("held", "took")}
    overruled = tuple(Overruled(**one) for one in stored["overruled"])
    return Outcome(stored["department"], stored["rule"], stored["message"], overruled=overruled, **tuples)


def rows_of(done: QuerySet[RehearsedConversation]) -> Iterator[Row]:
    """Conversations that were played, as they are compared."""
    for one in done.iterator(chunk_size=2000):
        yield Row(one.conversation_id, one.stands_id, one.corrected_id, outcome_of(one.old), outcome_of(one.new))


def _played(past: Past, rules: Ready) -> Outcome:
    return play(past.asked(rules.topics), rules.rules, rules.loose, past.came)
