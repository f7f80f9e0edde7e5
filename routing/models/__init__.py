"""Rules and what they decided; readings of messages."""

from routing.models.decision import Correction, Decision, Reading, ReadingKind
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
    "Correction",
    "Decision",
    "ListKind",
    "Reading",
    "ReadingKind",
    "Rule",
    "RuleSetVersion",
    "RuleState",
    "RuleVersion",
    "WordList",
    "WordListVersion",
]
