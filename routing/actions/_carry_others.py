"""Steps that reach beyond the conversation's own row: promises, requests, prepared answers, people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.errors import NotPossible
from accounts.models import Department, Member
from inbox.actions.escalate import Question, ask
from inbox.actions.feed import bring_in
from inbox.actions.point import point
from inbox.actions.prepare import prepare
from inbox.models import CannedResponse, Conversation, TaskForce
from routing.actions._carry import register
from routing.actions.promise import people
from routing.actions.promise_by import promise_by
from routing.breaching import ANSWER_WITHIN, kept_reason
from routing.models import SlaPolicy

REASON = "A rule asks"
"""Why departments are asked then; while nobody keeps a reason of that name, the first of the list."""


def _promise_by(conversation: Conversation, value: Any, by: Actor) -> object:
    return promise_by(conversation, policy=SlaPolicy.objects.get(pk=value), by=by)


def _ask(conversation: Conversation, value: Any, by: Actor) -> object:
    """Who is asked sees it, so what is closed is left to its own people."""
    to = Department.objects.get(pk=value)
    if conversation.is_closed:
        raise NotPossible(_("Of a closed conversation only a lead asks others."))
    text = _("A rule brought this to you: can you help to answer it?")
    question = Question(text, kept_reason(REASON, by=by), timezone.now() + ANSWER_WITHIN)
    return ask(conversation, to=[to], question=question, by=by)


def _bring_in(conversation: Conversation, value: Any, by: Actor) -> object:
    return bring_in(conversation, task_force=TaskForce.objects.get(pk=value), by=by)


def _prepare(conversation: Conversation, value: Any, by: Actor) -> object:
    if not isinstance(by, System):
        raise NotPossible(_("Only a rule prepares answers."))
    return prepare(conversation, response=CannedResponse.objects.get(pk=value), by=by)


def _tell(conversation: Conversation, value: Any, by: Actor) -> object:
    whom = people(conversation, [value]) if isinstance(value, str) else {value}
    found = list(Member.objects.active().filter(pk__in=whom))
    if not found:
        raise NotPossible(_("There is nobody to tell."))
    return point(conversation, to=found, by=by)


def connect() -> None:
    """Have rules carry these out; once, when the app is ready."""
    register("sla_policy", _promise_by)
    register("ask", _ask)
    register("task_force", _bring_in)
    register("canned", _prepare)
    register("notify", _tell)
