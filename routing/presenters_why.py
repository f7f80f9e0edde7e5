"""Decisions about a conversation, and who holds it for what reason, as the page and the side show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Event, Member
from inbox.models import Conversation, Message
from inbox.presenters.asides import Aside, AsideLine, register
from routing.models import Correction, Decision
from routing.rehearsing import DEPARTMENT
from routing.rules import Rule as PlainRule
from routing.rules import Step
from routing.stored_rules import ruleset
from routing.told import names_for, step_words, trigger_words
from routing.vocabulary import TRIGGERS
from routing.why import Why, why
from routing.why_today import Versioned, closed_rule, names_of_rules, today_words

MOST_DECISIONS = 50
RULE_ACTOR = re.compile(r"rule (\d+) v(\d+)")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision in the list beside: when, what it answered to, and what it did."""

    pk: int
    moment: datetime
    trigger: str
    winner: str
    does: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision with its trace; `today` says what the rules of today would do, `message` whose words these are."""

    pk: int
    moment: datetime
    trigger: str
    version: int | None
    message: Message | None
    why: Why | None
    done: list[str]
    left: list[tuple[str, str]]
    today: str


def decision_rows(conversation: Conversation, reader: Member) -> list[DecisionRow]:
    """The decisions about it: the newest that did something first, then the others, newest first."""
    ids = [conversation.pk, *conversation.merged_ids]
    found = Decision.objects.filter(conversation__in=ids).order_by("-pk")
    rows = list(found.only("decided_at", "trigger", "steps", "winner_id", "winner_version")[:MOST_DECISIONS])
    names = names_of_rules([won for one in rows if (won := _winner(one))], reader)
    told = [
        DecisionRow(
            one.pk,
            one.decided_at,
            trigger_words(one.trigger, TRIGGERS),
            names.get(won, _("a rule that is gone")) if (won := _winner(one)) else "",
            any(step["kind"] == DEPARTMENT for step in one.steps),
        )
        for one in rows
    ]
    return sorted(told, key=lambda row: (not row.does, not row.winner, -row.pk))


def _winner(one: Decision) -> Versioned | None:
    return (one.winner_id, one.winner_version) if one.winner_id and one.winner_version else None


def explained(pk: int, reader: Member, *, every: bool = False) -> Explained:
    """A decision worked out again from what was so then."""
    one = Decision.objects.select_related("message__author__contact", "message__channel").get(pk=pk)
    facts, rules = one.known, ruleset(one.ruleset_id) if one.ruleset_id else None
    told = why(facts, rules, reader, every=every) if rules and facts else None
    steps = [Step(each["kind"], each.get("value")) for each in (*one.steps, *one.left) if each["kind"]]
    names = names_for([], facts, reader) if not steps else names_for([_doing(steps)], facts, reader)
    left = [
        (
            step_words(Step(each["kind"], each.get("value")), names) if each["kind"] else _("deciding"),
            _left(each["why"]),
        )
        for each in one.left
    ]
    done = [step_words(Step(each["kind"], each.get("value")), names) for each in one.steps]
    today = today_words(facts, one.ruleset_id, reader) if facts else ""
    trigger = trigger_words(one.trigger, TRIGGERS)
    return Explained(pk, one.decided_at, trigger, one.ruleset_id, one.message, told, done, left, today)


def held_because(conversation: Conversation, reader: Member) -> str:
    """Who gave it to its department, in a sentence; at most three questions, and what is closed to the reader."""
    holder = {"department": conversation.department}
    corrected = Correction.objects.filter(conversation=conversation, right=conversation.department_id)
    verbs = ("conversation.move", "escalation.accept")
    moved = Event.objects.filter(conversation_id=conversation.pk, verb__in=verbs).order_by("-pk").first()
    if moved is None:
        return _("%(department)s holds the channel that it came in by, and nobody has moved it.") % holder
    rule = RULE_ACTOR.fullmatch(moved.actor_id) if moved.actor_kind == "rule" else None
    if rule:
        won = int(rule[1]), int(rule[2])
        name = names_of_rules([won], reader).get(won, _("a rule that is gone"))
        if name == closed_rule():
            return _("A rule about a department that is closed to you gave it to %(department)s.") % holder
        said = _("The rule “%(rule)s”, version %(version)s, gave it to %(department)s.")
        return said % {**holder, "rule": name, "version": rule[2]}
    member = moved.actor_id if moved.actor_kind == "member" and moved.actor_id.isdecimal() else "0"
    name = Member.objects.filter(pk=int(member)).values_list("name", flat=True).first() or _("Somebody")
    told = corrected.filter(by=int(member)).exists()
    said = (
        _("%(member)s said that it belongs to %(department)s.") if told else _("%(member)s gave it to %(department)s.")
    )
    return said % {**holder, "member": name}


def why_aside(conversation: Conversation, member: Member) -> Aside:
    """One sentence beside the conversation, and the way to the whole of it."""
    line = AsideLine("", held_because(conversation, member))
    href = reverse("routing:why", args=[conversation.pk])
    return Aside(_("Why is this here?"), [line], href=href, link=_("Rule by rule"), key="w")


def connect() -> None:
    """Called once when the app is ready."""
    register(why_aside)


def _doing(steps: list[Step]) -> PlainRule:
    return PlainRule(0, "", 0, "", {"all": []}, tuple(steps))


def _left(reason: str) -> str:
    known = {
        "person": _("a person had decided otherwise"),
        "resolved": _("it was resolved already"),
        "failed": _("no rule could be asked, because of an error on our side"),
    }
    return known.get(reason, reason)
