"""The holder of a conversation: the one place where it changes, and where the time in its hands is kept."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import Department
from inbox.holding import times_returned
from inbox.models import Conversation, Segment


def begin(opened: Iterable[Conversation]) -> None:
    """These have just been opened: their department holds them."""
    Segment.objects.bulk_create([Segment(conversation=row, department_id=row.department_id) for row in opened])


def hand(conversation: Conversation, to: Department, *, takes_back: bool = False) -> None:
    """Let another department hold it, from now on; the caller has the row, and stores and records.

    `takes_back` says that this undoes a mistake, so that nobody is blamed for a coming back.
    """
    if conversation.department_id == to.pk:
        return
    now = timezone.now()
    held = list(Segment.objects.filter(conversation=conversation).order_by("pk"))
    if not held:
        held = [Segment(conversation=conversation, department_id=conversation.department_id)]
    held[-1].ended_at, held[-1].taken_back = now, takes_back
    held[-1].save()
    Segment.objects.create(conversation=conversation, department=to, started_at=now)
    conversation.department = to
    order = [segment.department_id for segment in held if not segment.taken_back]
    conversation.times_returned = times_returned([*order, to.pk])
    conversation.unplaced, conversation.place_again_at = "", None  # what was missing there is not missing here
    Conversation.objects.filter(pk=conversation.pk).update(
        times_returned=conversation.times_returned, unplaced="", place_again_at=None
    )


def rest(part: Conversation) -> None:
    """It was merged into another: nobody holds it by itself meanwhile."""
    Segment.objects.filter(conversation=part, ended_at=None).update(ended_at=timezone.now())


def stand_again(part: Conversation) -> None:
    """It was taken out again: as if its department had held it all the time."""
    last = Segment.objects.filter(conversation=part).order_by("-pk").first()
    if last is not None:
        last.ended_at = None
        last.save(update_fields=["ended_at"])
