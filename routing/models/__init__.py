"""Promises: calendars, policies, clocks. Rules and what they decided; rehearsals; readings of messages; spikes."""

from routing.models.calendar import WorkCalendar
from routing.models.clock import ClockRow
from routing.models.decision import Correction, Decision, Reading, ReadingKind
from routing.models.policy import PromiseBook, SlaPolicy
from routing.models.rehearsal import Rehearsal, RehearsalState, RehearsedConversation
from routing.models.rule import (
    ListKind,
    Rule,
    RuleSetVersion,
    RuleState,
    RuleVersion,
    WordList,
    WordListVersion,
)
from routing.models.spike import Heard, Spike
from routing.models.tuning import Tuning

__all__ = [
    "ClockRow",
    "Correction",
    "Decision",
    "Heard",
    "ListKind",
    "PromiseBook",
    "Reading",
    "ReadingKind",
    "Rehearsal",
    "RehearsalState",
    "RehearsedConversation",
    "Rule",
    "RuleSetVersion",
    "RuleState",
    "RuleVersion",
    "SlaPolicy",
    "Spike",
    "Tuning",
    "WordList",
    "WordListVersion",
    "WorkCalendar",
]
