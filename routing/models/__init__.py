"""Promises: calendars, policies, clocks. Rules and what they decided; readings of messages."""

from routing.models.calendar import WorkCalendar
from routing.models.clock import ClockRow
from routing.models.decision import Correction, Decision, Reading, ReadingKind
from routing.models.policy import PromiseBook, SlaPolicy
from routing.models.rule import (
    ListKind,
    Rule,
    RuleSetVersion,
    RuleState,
    RuleVersion,
    WordList,
    WordListVersion,
)

__all__ = [
    "ClockRow",
    "Correction",
    "Decision",
    "ListKind",
    "PromiseBook",
    "Reading",
    "ReadingKind",
    "Rule",
    "RuleSetVersion",
    "RuleState",
    "RuleVersion",
    "SlaPolicy",
    "WordList",
    "WordListVersion",
    "WorkCalendar",
]
