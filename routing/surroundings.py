"""What rules can ask of promises, requests and the hour, and the steps that go with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from inbox.conditions import Field
from inbox.models import Conversation, Escalation, Message
from inbox.models.conversation import Status
from inbox.models.escalation import EscalationState
from inbox.promised import PROMISES
from routing.calendars import is_open
from routing.facts import add_provider
from routing.models import WorkCalendar
from routing.stored import calendar_of
from routing.vocabulary import add_field, add_step, add_trigger

REQUEST_STATES = (
    ("open", _("somebody is asked")),
    ("accepted", _("somebody works on an answer")),
    ("late", _("an answer is overdue")),
    ("answered", _("answered")),
    ("declined", _("declined")),
)
HAPPENED = (
    ("asked", _("a department was asked")),
    ("offered", _("it was offered to a department")),
    ("accepted", _("a request was accepted")),
    ("declined", _("a request was declined")),
    ("answered", _("a request was answered")),
    ("withdrawn", _("a request was withdrawn")),
    ("unaccepted", _("nobody accepted in time")),
    ("overdue", _("an answer became overdue")),
)
STANDINGS = (
    ("none", _("nothing is promised")),
    ("running", _("in time")),
    ("resting", _("paused")),
    ("at_risk", _("at risk")),
    ("broken", _("broken")),
)
TOLD = (("assignee", _("whoever works on it")), ("leads", _("its department’s leads")), ("duty", _("who is on duty")))

TRIGGERS = {
    "unanswered": _("somebody has waited for our answer for a while"),
    "pending": _("we have waited for their answer for a while"),
    "due_soon": _("a promise is at risk"),
    "broken": _("a promise is broken"),
    "escalation": _("something happens to a request between departments"),
    "spike": _("a topic is suddenly talked about"),
}
FIELDS = {
    "business_hours": Field(
        _("Working hours"),
        "many",
        _("It is within the working hours %(value)s."),
        _("It is outside of the working hours asked for."),
        of="calendar",
    ),
    "waited": Field(
        _("Minutes that they have waited for us"),
        "number",
        _("They have waited for %(value)s minutes."),
        _("Nobody waits for us."),
    ),
    "awaited": Field(
        _("Minutes that we have waited for them"),
        "number",
        _("We have waited for %(value)s minutes."),
        _("We wait for nobody."),
    ),
    "promise": Field(_("How its promises stand"), "choice", _("Its promises: %(value)s."), choices=STANDINGS),
    "promised": Field(
        _("Which promise"),
        "choice",
        _("The promise: %(value)s."),
        _("No promise is at stake."),
        choices=tuple(PROMISES.items()),
    ),
    "escalation": Field(
        _("Requests between departments"),
        "many",
        _("Requests: %(value)s."),
        _("No request stands so."),
        choices=REQUEST_STATES,
    ),
    "asked": Field(
        _("Departments that were asked"),
        "many",
        _("%(value)s was asked."),
        _("None of these departments was asked."),
        of="department",
    ),
    "request": Field(_("What happened to a request"), "choice", _("It so happened: %(value)s."), choices=HAPPENED),
}
STEPS = {
    "sla_policy": Field(_("promise by the policy"), "choice", "", of="sla_policy"),
    "ask": Field(_("ask for help"), "choice", "", of="department"),
    "task_force": Field(_("bring it to the task force"), "choice", "", of="task_force"),
    "canned": Field(_("prepare the answer"), "choice", "", of="canned"),
    "notify": Field(_("tell"), "choice", "", choices=TOLD, of="member"),
}


def surroundings(messages: Sequence[Message], now: datetime | None = None) -> Mapping[int, Mapping[str, Any]]:
    """These facts of each message, in two questions: at `now`, or when each was written."""
    requests = _requests({message.conversation_id for message in messages})
    calendars = [(row.pk, calendar_of(row)) for row in WorkCalendar.objects.all()]
    found = {}
    for message in messages:
        moment = now or message.sent_at
        asked = requests[message.conversation_id]
        found[message.pk] = {
            "business_hours": [pk for pk, calendar in calendars if is_open(calendar, moment)],
            **times_of(message.conversation, moment),
            "promise": standing_of(message.conversation, moment),
            "escalation": sorted({word for row in asked for word in request_words(row, moment)}),
            "asked": sorted({row.to_department_id for row in asked if row.to_department_id is not None}),
        }
    return found


def times_of(conversation: Conversation, moment: datetime) -> dict[str, int | None]:
    """Whole minutes that one side has waited for the other; None where it does not."""
    awaits = conversation.status == Status.PENDING
    since = {
        "waited": None if conversation.status == Status.RESOLVED else conversation.waiting_since,
        "awaited": conversation.last_message_at if awaits else None,
    }
    return {
        field: None if began is None else max(0, int((moment - began).total_seconds() // 60))
        for field, began in since.items()
    }


def standing_of(conversation: Conversation, moment: datetime) -> str:
    """How the nearest of its promises stands: a word of STANDINGS."""
    if conversation.due_at is None:
        return "resting" if conversation.rest_minutes is not None else "none"
    if conversation.due_at <= moment:
        return "broken"
    return "at_risk" if conversation.risk_at is not None and conversation.risk_at <= moment else "running"


def request_words(row: Escalation, moment: datetime) -> list[str]:
    """How one request stands, in words of REQUEST_STATES; one that was withdrawn says nothing."""
    if row.closed_at is None:
        words = ["open"] if row.state == EscalationState.REQUESTED else ["accepted"]
        return [*words, "late"] if row.due_at <= moment else words
    return [row.state] if row.state in (EscalationState.ANSWERED, EscalationState.DECLINED) else []


def _requests(conversations: set[int]) -> dict[int, list[Escalation]]:
    found: dict[int, list[Escalation]] = defaultdict(list)
    columns = ("conversation_id", "to_department_id", "state", "due_at", "closed_at")
    for row in Escalation.objects.filter(conversation__in=conversations).only(*columns):
        found[row.conversation_id].append(row)
    return found


def connect() -> None:
    """Teach the rules these words; once, when the app is ready."""
    for trigger, label in TRIGGERS.items():
        add_trigger(trigger, label)
    for name, field in FIELDS.items():
        add_field(name, field)
    for kind, step in STEPS.items():
        add_step(kind, step)
    add_provider(surroundings)
