"""What takes each act back, and what must not have happened since: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Event, Member
from accounts.permissions import require
from inbox.actions._lock import store
from inbox.actions._settled import settle, unsettle
from inbox.actions.assign import assign, unassign
from inbox.actions.label import label, unlabel
from inbox.actions.move import move_back
from inbox.actions.prioritise import prioritise
from inbox.actions.resolve import FILING_COLUMNS
from inbox.actions.withdraw import restore
from inbox.doing import REVERSIBLE
from inbox.models import Conversation, Escalation, Label, Message
from inbox.models.conversation import Status
from inbox.models.escalation import EscalationState

WORKER = tuple(f"conversation.{word}" for word in ("take", "assign", "unassign", "place"))
ASK_THEMSELVES = {"conversation.move", "escalation.withdraw"}
"""The right to take these back is asked where they came from."""
FILING = tuple(f"conversation.{word}" for word in ("resolve", "snooze", "reopen", "wake", "await", "undo"))
LABELLING = ("conversation.label", "conversation.unlabel")


@dataclass(frozen=True, slots=True)
class Inverse:
    """How one act is taken back: as long as none of these followed it, and the row still says what it said."""

    followed_by: tuple[str, ...]
    stands: Callable[[Conversation, Event], bool]
    take_back: Callable[[Conversation, Event, Member], Conversation]


def _later(event: Event) -> QuerySet[Event]:
    return Event.objects.filter(conversation_id=event.conversation_id, pk__gt=event.pk)


def is_followed(event: Event, verbs: tuple[str, ...]) -> bool:
    """Whether one of these happened after it; of labels, only to the same one."""
    later = _later(event).filter(verb__in=verbs)
    if event.verb in LABELLING:
        later = later.filter(data__label=event.data["label"])
    return later.exists()


def _held_as(conversation: Conversation, event: Event) -> bool:
    return bool(conversation.assignee_id == event.data.get("assignee"))


def _give_back(conversation: Conversation, event: Event, by: Member) -> Conversation:
    """To whoever had it before, who may be nobody."""
    before = Member.objects.filter(pk=event.data.get("before")).first()
    return assign(conversation, to=before, by=by) if before else unassign(conversation, by=by)


def _is_there(conversation: Conversation, event: Event) -> bool:
    return bool(conversation.department_id == event.data["after"])


def _move_back(conversation: Conversation, event: Event, by: Member) -> Conversation:
    return move_back(conversation, act=event, by=by)


def _presses_so(conversation: Conversation, event: Event) -> bool:
    return bool(conversation.priority == event.data["priority"])


def _press_as_before(conversation: Conversation, event: Event, by: Member) -> Conversation:
    return prioritise(conversation, priority=event.data["before"], by=by)


def _anyway(_conversation: Conversation, _event: Event) -> bool:
    return True


def _name_of(event: Event) -> str:
    """The label's name now; it may have been merged into another since."""
    found = Label.objects.select_related("merged_into").filter(pk=event.data["label"]).first()
    if found is None:
        raise NotPossible(_("The label is gone."))
    return (found.merged_into or found).name


def _off_again(conversation: Conversation, event: Event, by: Member) -> Conversation:
    return unlabel(conversation, name=_name_of(event), by=by)


def _on_again(conversation: Conversation, event: Event, by: Member) -> Conversation:
    return label(conversation, name=_name_of(event), by=by)


def _is_filed(conversation: Conversation, _event: Event) -> bool:
    return conversation.status in (Status.RESOLVED, Status.SNOOZED)


def _unfile(conversation: Conversation, event: Event, by: Member) -> Conversation:
    """As before it was resolved or snoozed; a snooze that would be over by now is over."""
    undone = conversation.status
    _stand_as(conversation, str(event.data["before"]), str(event.data.get("slept_until", "")))
    unsettle(conversation)
    conversation.outcome, conversation.resolved_at = "", None
    store(conversation, *FILING_COLUMNS)
    record("conversation.undo", conversation, by=by, before=undone, after=str(conversation.status))
    return conversation


def _stand_as(conversation: Conversation, before: str, slept_until: str) -> None:
    slept = parse_datetime(slept_until)
    asleep = before == Status.SNOOZED and slept is not None and slept > timezone.now()
    conversation.status = Status.OPEN if before == Status.SNOOZED and not asleep else Status(before)
    conversation.snoozed_until = slept if asleep else None


def _is_open_and_unheard(conversation: Conversation, event: Event) -> bool:
    """Nobody has written since: else filing it again would hide what they said."""
    since = Message.objects.filter(conversation=conversation, received_at__gt=event.recorded_at)
    return conversation.status == Status.OPEN and "before" in event.data and not since.exists()


def _file_again(conversation: Conversation, event: Event, by: Member) -> Conversation:
    """As before it was reopened: done with its outcome, asleep, or waiting for them."""
    undone, before = conversation.status, str(event.data["before"])
    resolved_at = parse_datetime(str(event.data.get("resolved_at", "")))
    if before == Status.RESOLVED:
        if resolved_at is None:
            raise NotPossible(_("It is not known any more how it was resolved. Resolve it again."))
        conversation.status, conversation.outcome = Status.RESOLVED, str(event.data["outcome"])
        conversation.resolved_at, conversation.waiting_since = resolved_at, None
        settle([conversation.pk], resolved_at)
    else:
        _stand_as(conversation, before, str(event.data.get("slept_until", "")))
    store(conversation, *FILING_COLUMNS)
    record("conversation.undo", conversation, by=by, before=undone, after=str(conversation.status))
    return conversation


def _is_withdrawn(_conversation: Conversation, event: Event) -> bool:
    return Escalation.objects.filter(
        pk=event.subject_id, state=EscalationState.WITHDRAWN, withdrawn_because=""
    ).exists()


def _ask_on(conversation: Conversation, event: Event, by: Member) -> Conversation:
    restore(Escalation.objects.get(pk=event.subject_id), by=by)
    return conversation


def may_take_back(event: Event | None, conversation: Conversation, by: Member) -> None:
    """Raise NotAllowed without the right; a move and a withdrawal ask it themselves, where they came from."""
    if event is None or event.verb not in ASK_THEMSELVES:
        require(by, "conversation.undo", conversation)


INVERSES: dict[str, Inverse] = {
    "conversation.take": Inverse(WORKER, _held_as, _give_back),
    "conversation.assign": Inverse(WORKER, _held_as, _give_back),
    "conversation.unassign": Inverse(WORKER, _held_as, _give_back),
    "conversation.place": Inverse(WORKER, _held_as, _give_back),
    "conversation.move": Inverse(("conversation.move",), _is_there, _move_back),
    "conversation.resolve": Inverse(FILING, _is_filed, _unfile),
    "conversation.snooze": Inverse(FILING, _is_filed, _unfile),
    "conversation.reopen": Inverse(FILING, _is_open_and_unheard, _file_again),
    "conversation.prioritise": Inverse(("conversation.prioritise",), _presses_so, _press_as_before),
    "conversation.label": Inverse(LABELLING, _anyway, _off_again),
    "conversation.unlabel": Inverse(LABELLING, _anyway, _on_again),
    "escalation.withdraw": Inverse((), _is_withdrawn, _ask_on),
}


def register(verb: str, inverse: Inverse) -> None:
    """Let an act of a higher room be taken back; who takes it back asks for the right to."""
    INVERSES[verb] = inverse
    ASK_THEMSELVES.add(verb)
    REVERSIBLE.add(verb)
