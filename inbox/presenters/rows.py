"""The list's rows: what each says to the eye, and to the ear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.formats import ago_in_words, clock, in_full, short_name
from accounts.models import Member
from inbox.filters import ListQuery
from inbox.models import Conversation, Delivery, Label, ReadMark
from inbox.models.conversation import ConversationQuerySet, Priority, Status
from inbox.models.delivery import TROUBLED, DeliveryState
from inbox.placing import lack_words
from inbox.presenters.media import face_of
from inbox.presenters.networks import network_label
from inbox.promised import countdown, in_short, promise_word, time_left


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with an icon; coloured by state only when somebody must act."""

    text: str
    icon: str
    state: str = ""
    title: str = ""


LABELS_SHOWN = 1


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row shows beyond the conversation's own columns."""

    read_at: datetime | None = None
    trouble: str = ""
    """The state of a reply that did not leave, or perhaps did."""
    labels: tuple[tuple[str, str], ...] = ()
    """Name and colour of each."""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list."""

    id: int
    href: str
    name: str
    face: str
    """The address of their picture; empty where there is none."""
    network: str
    unread: bool
    chip: Chip | None
    moment: datetime
    lead: str
    preview: str
    department: str
    department_mark: str
    assignee: str
    priority: str
    """ "urgent", "high" or "low"; empty when it is like any other."""
    priority_word: str
    labels: tuple[tuple[str, str], ...]
    more_labels: str
    """The names of those that have no room."""
    more_count: int
    spoken: str


_SHOWN = (
    *("status", "outcome", "snoozed_until", "is_private", "preview", "preview_is_ours", "priority", "waiting_since"),
    *("due_at", "risk_at", "due_promise", "rest_minutes", "score"),
    *("last_message_at", "last_incoming_at", "author__name", "author__handle", "author__avatar_url"),
    *("assignee__name", "assignee__email", "department__name", "department__code", "channel__network"),
    *("asked_count", "asked_until", "asked_department__name", "unplaced"),
)


def with_what_rows_show(conversations: ConversationQuerySet) -> ConversationQuerySet:
    """Only the columns that rows show, in one query: most of a list's time was making values that nobody reads."""
    return conversations.select_related("author", "assignee", "department", "channel", "asked_department").only(*_SHOWN)


def author_name(conversation: Conversation) -> str:
    """Who we deal with, by the name people know; never empty."""
    author = conversation.author
    if author is None:
        return _("Nobody yet")
    return short_name(author.name, short_name(author.handle, _("No name")))


def rows_for(conversations: Sequence[Conversation], member: Member, query: ListQuery) -> list[Row]:
    """Rows for a page of the list, with one query more than the list itself."""
    facts = _facts([conversation.pk for conversation in conversations], member)
    return [_row(row, facts.get(row.pk, RowFacts()), query) for row in conversations]


def _facts(ids: Sequence[int], member: Member) -> dict[int, RowFacts]:
    if not ids:
        return {}
    here = OuterRef("pk")
    failed = Delivery.objects.filter(conversation=here, state__in=[str(state) for state in TROUBLED]).order_by("state")
    read = ReadMark.objects.filter(member=member, conversation=here).values("read_at")
    labels = Label.objects.visible_to(member).filter(conversations=here).order_by("name")
    found = Conversation.objects.visible_to(member).filter(pk__in=ids).order_by()
    rows = found.values_list(
        "pk",
        Subquery(read[:1]),
        Subquery(failed.values("state")[:1]),
        ArraySubquery(labels.values(said=JSONObject(n="name", c="colour"))),
    )
    return {
        pk: RowFacts(read_at, troubled or "", tuple((one["n"], one["c"]) for one in said))
        for pk, read_at, troubled, said in rows
    }


def _row(conversation: Conversation, facts: RowFacts, query: ListQuery) -> Row:
    unread = _is_unread(conversation, facts.read_at)
    chip = _chip(conversation, facts.trouble, query)
    name = author_name(conversation)
    priority = Priority(conversation.priority)
    rest = facts.labels[LABELS_SHOWN:]
    return Row(
        id=conversation.pk,
        href=reverse("inbox:conversation", args=[conversation.pk]) + query.written(),
        name=name,
        face=face_of(conversation.author),
        network=conversation.channel.network,
        unread=unread,
        chip=chip,
        moment=conversation.last_message_at,
        lead=_("You:") if conversation.preview_is_ours else "",
        preview=conversation.preview or _("No text"),
        department=conversation.department.name,
        department_mark="" if query.department else conversation.department.code,
        assignee=str(conversation.assignee or ""),
        priority="" if priority == Priority.NORMAL else priority.key,
        priority_word=str(priority.label),
        labels=facts.labels[:LABELS_SHOWN],
        more_labels=", ".join(name for name, _colour in rest),
        more_count=len(rest),
        spoken=_spoken(conversation, name, unread, chip, facts),
    )


def _is_unread(conversation: Conversation, read_at: datetime | None) -> bool:
    if conversation.status != Status.OPEN or conversation.last_incoming_at is None:
        return False
    return read_at is None or conversation.last_incoming_at > read_at


def _chip(conversation: Conversation, trouble: str, query: ListQuery) -> Chip | None:
    """Only the most urgent: what failed, then what the state says beyond the tab it is in."""
    if trouble == DeliveryState.UNCERTAIN:
        return Chip(_("Perhaps sent"), "alert", "due", _("Nobody knows yet whether a reply arrived."))
    if trouble:
        return Chip(_("Not sent"), "alert", "overdue", _("A reply did not leave; open to see why."))
    if query.waiting_on:
        return asked_chip(conversation)
    standing = pressing_chip(conversation) or unplaced_chip(conversation) or _state_chip(conversation)
    return standing or due_chip(conversation) or _direct(conversation)


def unplaced_chip(conversation: Conversation) -> Chip | None:
    """Why nobody could be given it by itself, while it is nobody's."""
    waits = conversation.status == Status.OPEN and conversation.assignee_id is None
    words = lack_words(conversation.unplaced) if waits else ""
    if not words:
        return None
    return Chip(words, "user", "due", _("Liaison found nobody for it and tries again: %(why)s.") % {"why": words})


def pressing_chip(conversation: Conversation) -> Chip | None:
    """What is late, a promise before an answer of others; then what soon will be. None where nothing presses."""
    due, asked = due_chip(conversation), asked_chip(conversation)
    chips = [chip for chip in (due, asked) if chip is not None and chip.state]
    return next((chip for chip in chips if chip.state == "overdue"), chips[0] if chips else None)


def _state_chip(conversation: Conversation) -> Chip | None:
    if conversation.snoozed_until:
        until = conversation.snoozed_until
        return Chip(_("until %(when)s") % {"when": _soon(until)}, "snooze", "", in_full(until))
    return asked_chip(conversation) or _resting(conversation)


def _resting(conversation: Conversation) -> Chip | None:
    """Where nobody has to act."""
    if conversation.status == Status.RESOLVED:
        return Chip(conversation.get_outcome_display(), "check", "ok")
    return None


def _direct(conversation: Conversation) -> Chip | None:
    return Chip(_("Direct"), "mail", "", _("A private message")) if conversation.is_private else None


def due_chip(conversation: Conversation) -> Chip | None:
    """How long until the nearest promise is broken; coloured when it is at risk or was; None without a promise."""
    word = promise_word(conversation.due_promise)
    due, now = conversation.due_at, timezone.now()
    if due is None:
        if conversation.rest_minutes is None:
            return None
        left = in_short(timedelta(minutes=conversation.rest_minutes))
        rests = _("%(promise)s: the clock rests, and %(time)s of working time are left.")
        title = rests % {"promise": word, "time": left}
        return Chip(_("paused, %(time)s left") % {"time": left}, "wait", "", title)
    title = _("%(promise)s: due %(when)s") % {"promise": word, "when": in_full(due)}
    if due <= now:
        return Chip(time_left(due, now), "alert", "overdue", title)
    is_tight = conversation.risk_at is not None and conversation.risk_at <= now
    return Chip(time_left(due, now), "clock", "due" if is_tight else "", title)


def asked_chip(conversation: Conversation) -> Chip | None:
    """Who is asked and how long is left: "Product 3 h", "Product +1 8 min late"."""
    until = conversation.asked_until
    if not conversation.asked_count or until is None:
        return None
    left, late = countdown(until)
    name = str(conversation.asked_department or _("By mail"))
    if conversation.asked_count > 1:
        name = f"{name} +{conversation.asked_count - 1}"
    title = _("Waiting on %(name)s, due %(when)s") % {"name": name, "when": in_full(until)}
    if late:
        return Chip(_("%(name)s %(time)s late") % {"name": name, "time": left}, "wait", "overdue", title)
    return Chip(_("%(name)s %(time)s") % {"name": name, "time": left}, "wait", "", title)


def _soon(moment: datetime) -> str:
    """The time today, else the weekday and time within a week, else the date."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return clock(moment)
    return date_format(local, "D H:i" if (local.date() - today).days < 7 else "j M")


def _spoken(conversation: Conversation, name: str, unread: bool, chip: Chip | None, facts: RowFacts) -> str:
    """The row's name for those who hear it, most telling first."""
    priority = Priority(conversation.priority)
    labels = ", ".join(name for name, _colour in facts.labels)
    parts: Iterable[str] = (
        _("Unread") if unread else "",
        "" if priority == Priority.NORMAL else _("priority %(word)s") % {"word": str(priority.label).lower()},
        _("from %(name)s") % {"name": name},
        network_label(conversation.channel.network),
        ago_in_words(conversation.last_message_at),
        conversation.department.name,
        _("with %(member)s") % {"member": conversation.assignee} if conversation.assignee else _("nobody yet"),
        chip.text if chip else "",
        _("labelled %(labels)s") % {"labels": labels} if labels else "",
        conversation.preview[:120],
    )
    spoken = ", ".join(part for part in parts if part)
    return spoken[:1].upper() + spoken[1:]
