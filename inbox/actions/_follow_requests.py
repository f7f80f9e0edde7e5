"""What other acts on a conversation mean for the requests on it; called within their transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor, System
from accounts.errors import NotPossible
from accounts.formats import in_full
from accounts.models import Department, Event, Member
from inbox.actions._requests import show_asked, withdraw_all, withdraw_moot, withdraw_unfit
from inbox.models import Conversation, Escalation
from inbox.models.conversation import Status


def follow_move(events: Sequence[Event]) -> None:
    """It is in other hands: what was offered by those who held it is over, questions go along with it."""
    for event, conversation in _with_requests(events):
        withdraw_moot(conversation, "moved", by=_actor(event))


def follow_resolving(events: Sequence[Event]) -> None:
    """Nothing is resolved while a blocking question is open; the others are withdrawn."""
    for event, conversation in _with_requests(events):
        if conversation.status != Status.RESOLVED:
            continue
        rows = list(conversation.escalations.standing().select_related("conversation", "to_department").order_by("pk"))
        blocking = next((row for row in rows if row.is_blocking), None)
        if blocking is not None:
            raise NotPossible(
                _("The answer of %(name)s is waited for, due %(when)s. Withdraw that request first, or wait for it.")
                % {"name": blocking.asked_name, "when": in_full(blocking.due_at)}
            )
        withdraw_all(rows, "resolved", by=_actor(event))
        show_asked(conversation)


def follow_merging(events: Sequence[Event]) -> None:
    """Requests went with the part that they were made on."""
    for event in events:
        ids = [event.subject_id, event.data["part"]]
        both = {row.pk: row for row in Conversation.objects.filter(pk__in=ids)}
        if Escalation.objects.filter(conversation__in=both).exists() or any(row.asked_count for row in both.values()):
            merged = event.data["part"] if event.verb == "conversation.merge" else 0
            for row in both.values():
                withdraw_unfit(row, merged, by=_actor(event))


def refuse_asked_department(events: Sequence[Event]) -> None:
    """No department is archived while an answer of it is waited for."""
    for department in Department.objects.filter(pk__in=[event.subject_id for event in events]):
        waiting = Escalation.objects.filter(to_department=department).standing().count()
        if waiting:
            raise NotPossible(
                ngettext(
                    "%(department)s still owes %(count)d answer. Answer or decline it first.",
                    "%(department)s still owes %(count)d answers. Answer or decline them first.",
                    waiting,
                )
                % {"department": department, "count": waiting}
            )


COMPANIONS = (
    ("conversation.move", follow_move),
    ("conversation.resolve", follow_resolving),
    ("conversation.undo", follow_resolving),
    ("conversation.merge", follow_merging),
    ("conversation.unmerge", follow_merging),
    ("department.archive", refuse_asked_department),
)


def _with_requests(events: Sequence[Event]) -> list[tuple[Event, Conversation]]:
    """Those on conversations that wait for anybody; most often none, found in one query."""
    rows = Conversation.objects.filter(pk__in=[event.conversation_id for event in events], asked_count__gt=0).order_by()
    asked = list(rows.values_list("pk", flat=True))
    if not asked:
        return []
    found = Conversation.objects.select_related("department", "channel").in_bulk(asked)
    return [(event, found[event.conversation_id]) for event in events if event.conversation_id in found]


def _actor(event: Event) -> Actor:
    if event.actor_kind == "member":
        return Member.objects.get(pk=event.actor_id)
    return System(event.actor_id, event.actor_kind)
