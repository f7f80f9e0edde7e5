"""People know better: where a conversation belongs, and what a message is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Event, Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions.move import move, move_back
from inbox.models import Conversation, Message
from routing.actions.hear import hear_again
from routing.models import Correction, Decision, Reading, ReadingKind, WordList
from routing.readings.kinds import KNOWN_VALUES


@transaction.atomic
def correct(conversation: Conversation, *, to: Department, by: Member) -> Correction:
    """Say that it lies with the wrong department: it moves, and the next rehearsal counts it against the rules."""
    conversation = lock(conversation)
    require(by, "conversation.correct", conversation)
    if conversation.department_id == to.pk:
        raise NotPossible(_("It lies with %(department)s already.") % {"department": to})
    wrong, decision = conversation.department, Decision.objects.filter(conversation=conversation).last()
    moved = move(conversation, to=to, by=by)
    correction = Correction.objects.create(
        conversation=moved, decision=decision, wrong=wrong, right=to, by=by, at=timezone.now()
    )
    record(
        "conversation.correct",
        moved,
        by=by,
        before=wrong.pk,
        after=to.pk,
        rule=decision.winner_id if decision else None,
    )
    return correction


@transaction.atomic
def uncorrect(conversation: Conversation, *, act: Event, by: Member) -> Conversation:
    """Take back what one said with the event `act`: it lies where it lay, and no rehearsal counts it any more.

    The right is that of taking back the move that went with it. Raises NotPossible where that can't be.
    """
    moves = Event.objects.filter(conversation_id=conversation.pk, verb="conversation.move", pk__lt=act.pk)
    back = move_back(conversation, act=moves.latest("pk"), by=by)
    told = Correction.objects.filter(conversation=back, by=by, right=act.data["after"]).last()
    if told is not None:
        told.delete()
    record("conversation.uncorrect", back, by=by, before=act.data["after"], after=act.data["before"])
    return back


@transaction.atomic
def correct_reading(message: Message, *, kind: str, value: str, by: Actor) -> Reading:
    """Say what a message is; no program changes it again. Raises NotPossible for a value that there is not.

    What it was taken to be already is no correction: nothing changes then.
    """
    conversation = lock(message.conversation)
    require(by, "message.correct", conversation)
    if kind not in KNOWN_VALUES or not KNOWN_VALUES[kind](value) or not _is_known(kind, value):
        raise NotPossible(_("“%(value)s” is nothing that a message can be.") % {"value": value})
    reading = Reading.objects.select_for_update().filter(message=message, kind=kind).first()
    if reading is None:
        reading = Reading(message=message, kind=kind, at=timezone.now())
    if reading.pk is not None and reading.value == value:
        return reading
    if reading.corrected_at is None:
        reading.guess = reading.value
    before = reading.value
    reading.value, reading.corrected_at = value, timezone.now()
    reading.by = by if isinstance(by, Member) else None
    reading.save()
    hear_again(message)
    record("message.correct", message, by=by, reading=kind, before=before, after=value)
    return reading


def _is_known(kind: str, value: str) -> bool:
    """Whether topics are word lists that there are, each once."""
    if kind != ReadingKind.TOPIC:
        return True
    named = [int(pk) for pk in value.split(",") if pk]
    return WordList.objects.filter(pk__in=named, is_topic=True).count() == len(named)
