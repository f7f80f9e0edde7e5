"""Where to look: conditions turned into conversations that the member may see, and passages of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from unicodedata import combining, normalize

from django.db.models import Q, Value
from django.utils import timezone

from accounts.models import Department, Member
from inbox.filters.rows import RowFilter
from inbox.models import Channel, Conversation, Handle, Label
from inbox.models.conversation import ConversationQuerySet
from inbox.models.folding import Folded
from inbox.presenters.networks import network_label
from inbox.presenters.places import channels_of, departments_of
from inbox.search.syntax import Condition, Doubt, Problem, Query

MOST_PEOPLE = 500
"""Accounts that one name may stand for."""
NOTHING = Q(pk__in=[])
"""What a name finds that nothing has: to ask for too much is no reason to show everything."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`conversations` begins at visible_to(); `passages` is what else is asked of a passage, words aside."""

    conversations: ConversationQuerySet
    passages: Q
    doubts: tuple[Doubt, ...] = ()


def folded(name: str) -> str:
    """Small letters without accents, as people type names."""
    plain = normalize("NFKD", name)
    return "".join(sign for sign in plain if not combining(sign)).casefold()


def scope_of(query: Query, member: Member) -> Scope:
    """What the conditions leave. Of several of one kind any will do, but every label must be there."""
    rows: ConversationQuerySet = Conversation.objects.visible_to(member)
    passages, doubts = _between(query.after, query.before), []
    asked: dict[str, list[Q]] = {}
    for condition in query.conditions:
        if condition.name == "from":
            found = _written_by(condition.value, member)
            key = "from"
        else:
            meant = _MEANT[condition.name](condition, member)
            found, key = (NOTHING if isinstance(meant, Doubt) else meant), _kind_of(condition)
            if isinstance(meant, Doubt):
                doubts.append(meant)
        if condition.excluded:
            key, found = f"not {condition}", ~found
        asked.setdefault(key, []).append(found)
    for key, every in asked.items():
        if key == "from" or "name='from'" in key:
            passages &= _any(every)
        else:
            rows = rows.filter(_any(every))
    return Scope(rows.order_by(), passages, tuple(doubts))


def _kind_of(condition: Condition) -> str:
    if condition.name == "label":
        return f"label {condition.value}"
    if condition.name == "is" and condition.value in ("private", "public", "unread"):
        return condition.value
    return condition.name


def _any(every: Iterable[Q]) -> Q:
    return reduce(or_, every)


def _between(after: date | None, before: date | None) -> Q:
    found = Q()
    if after:
        found &= Q(moment__gte=_midnight(after))
    if before:
        found &= Q(moment__lt=_midnight(before))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _written_by(name: str, member: Member) -> Q:
    """By whom it was written. A name that nobody has finds nothing, whether or not there is one out of sight."""
    if name.lower() == "me":
        return Q(member_id=member.pk)
    if name.lower() == "us":
        return Q(is_ours=True)
    called = Folded(Value(name.lstrip("@")))
    handles = Handle.objects.alias(folded=Folded("handle", "name")).filter(folded__contains=called)
    members = Member.objects.alias(folded=Folded("name")).filter(folded__contains=called)
    known = list(handles.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
    inside = list(members.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
    return Q(handle_id__in=known, is_ours=False) | Q(member_id__in=inside)


def _channel(condition: Condition, member: Member) -> Q | Doubt:
    wanted = folded(condition.value.lstrip("@"))
    channels = channels_of(member)
    networks = {one.network for one in channels}
    named = {one for one in networks if wanted in (folded(one), folded(network_label(one)))}
    if named:
        return Q(channel_id__in=list(Channel.objects.filter(network__in=named).values_list("pk", flat=True)))
    ids = [one.pk for one in channels if wanted in folded(f"{one.name} {one.handle}")]
    return Q(channel_id__in=ids) if ids else Doubt(Problem.NO_CHANNEL, condition.value)


def _label(condition: Condition, member: Member) -> Q | Doubt:
    wanted = folded(condition.value)
    known = Label.objects.visible_to(member).values_list("pk", "name")
    ids = [pk for pk, name in known if folded(name) == wanted]
    if not ids:
        return Doubt(Problem.NO_LABEL, condition.value)
    through = Conversation.labels.through.objects.filter(label__in=ids)
    return Q(pk__in=through.values("conversation_id"))


def _department(condition: Condition, member: Member) -> Q | Doubt:
    wanted = folded(condition.value)
    named = [one for one in departments_of(member) if wanted in _names(one)]
    named = named or [one for one in departments_of(member) if folded(one.name).startswith(wanted)]
    return Q(department__in=named) if named else Doubt(Problem.NO_DEPARTMENT, condition.value)


def _names(department: Department) -> tuple[str, ...]:
    return folded(department.name), folded(department.slug), folded(department.code)


def _assignee(condition: Condition, member: Member) -> Q | Doubt:
    wanted = folded(condition.value)
    if wanted == "me":
        return Q(assignee=member)
    if wanted in ("nobody", "none"):
        return Q(assignee=None)
    called = Folded(Value(condition.value.lstrip("@")))
    named = Member.objects.alias(folded=Folded("name")).filter(folded__contains=called)
    ids = list(named.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
    return Q(assignee_id__in=ids) if ids else Doubt(Problem.NO_MEMBER, condition.value)


def _state(condition: Condition, member: Member) -> Q:
    if condition.value in ("private", "public"):
        return Q(is_private=condition.value == "private")
    if condition.value == "unread":
        unread = RowFilter({"unread": "1"}, Conversation.objects.visible_to(member), member=member).qs
        return Q(pk__in=unread.order_by().values("pk"))
    return Q(status=condition.value)


_MEANT: dict[str, Callable[[Condition, Member], Q | Doubt]] = {
    "in": _channel,
    "label": _label,
    "department": _department,
    "assignee": _assignee,
    "is": _state,
}
