"""What can be done to many conversations at once: the verbs of single acts, with arguments as they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.models import Department, Event, Member
from inbox.actions.assign import assign, take, unassign
from inbox.actions.label import label, unlabel
from inbox.actions.move import move
from inbox.actions.prioritise import prioritise
from inbox.actions.read import mark_read
from inbox.actions.resolve import reopen, resolve, snooze
from inbox.actions.undo import undo
from inbox.doing import acts_of
from inbox.models import BulkItem, Conversation

type Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """`prepare` reads the kept arguments once for a turn; raises NotPossible when they no longer make sense."""

    act: Callable[..., object]
    prepare: Callable[[Facts], dict[str, Any]]


def _nothing(_facts: Facts) -> dict[str, Any]:
    return {}


def _as_kept(facts: Facts) -> dict[str, Any]:
    return dict(facts)


def _to_member(facts: Facts) -> dict[str, Any]:
    found = Member.objects.filter(pk=facts["to"]).first()
    if found is None:
        raise NotPossible(_("Nobody is there to give it to."))
    return {"to": found}


def _to_department(facts: Facts) -> dict[str, Any]:
    found = Department.objects.filter(pk=facts["to"]).first()
    if found is None:
        raise NotPossible(_("The department is gone."))
    return {"to": found}


def _until(facts: Facts) -> dict[str, Any]:
    return {"until": datetime.fromisoformat(facts["until"])}


VERBS: dict[str, BulkVerb] = {
    "take": BulkVerb(take, _nothing),
    "assign": BulkVerb(assign, _to_member),
    "unassign": BulkVerb(unassign, _nothing),
    "move": BulkVerb(move, _to_department),
    "resolve": BulkVerb(resolve, _as_kept),
    "reopen": BulkVerb(reopen, _nothing),
    "snooze": BulkVerb(snooze, _until),
    "prioritise": BulkVerb(prioritise, _as_kept),
    "label": BulkVerb(label, _as_kept),
    "unlabel": BulkVerb(unlabel, _as_kept),
    "read": BulkVerb(mark_read, _nothing),
}
SILENT = frozenset({"read"})
"""They leave no event, so nothing tells whether they changed anything, and they can't be undone."""


def act_of(verb: str, facts: Facts) -> Callable[[BulkItem, Conversation, Member], Event | None]:
    """What is done to each of the next items; it returns the event that it left, None for none."""
    if verb == "undo":
        return _take_back
    found = VERBS[verb]
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return partial(_carry_out, newest=newest, act=partial(found.act, **found.prepare(facts)), verb=verb)


def _take_back(item: BulkItem, conversation: Conversation, by: Member) -> Event | None:
    undo(conversation, by=by, act=item.event_id or 0)
    return None


def _carry_out(
    item: BulkItem,
    conversation: Conversation,
    by: Member,
    *,
    newest: int,
    act: Callable[..., object],
    verb: str,
) -> Event | None:
    """Raises NotPossible when it was so already: then it left no event behind the newest there was."""
    act(conversation, by=by)
    if verb in SILENT:
        return None
    own = acts_of(by, item.conversation_id or 0).filter(pk__gt=newest, verb=f"conversation.{verb}")
    done = own.order_by("-pk").first()
    if done is None:
        raise NotPossible(_("It was so already."))
    return done
