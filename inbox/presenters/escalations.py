"""Requests between departments as pages show them: what is asked, of whom, how long is left, what one may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away import away_now, away_words
from accounts.formats import in_full
from accounts.models import Absence, Member
from inbox.asking import deals_with, stands_behind
from inbox.models import Conversation, Escalation
from inbox.models.conversation import Status
from inbox.models.escalation import EscalationQuerySet, EscalationState, Kind
from inbox.presenters.networks import network_label
from inbox.presenters.rows import Chip, author_name
from inbox.promised import countdown, in_letters

SOON = timedelta(hours=1)
SHOWN_AFTER = 20
"""Requests that are over, on the page of all."""

RELATED = (
    *("reason", "from_department", "to_department", "asked_by", "accepted_by", "answered_by", "declined_by"),
    *("raised_to", "raised_department"),
)
OF_CONVERSATION = ("conversation__author", "conversation__channel", "conversation__department")


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request. `may` are the words of the acts that would not be refused."""

    pk: int
    href: str
    kind: str
    is_open: bool
    to_name: str
    to_mark: str
    by_mail: bool
    asker: str
    from_name: str
    reason: str
    question: str
    due_at: datetime
    left: str
    """How long there is, or since when it is late, in three letters."""
    late: bool
    soon: bool
    share: int
    """Of the time there was for it, how much is gone, in percent."""
    blocking: bool
    chip: Chip
    standing: str
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    decline_reason: str = ""
    raised: str = ""
    people: list[str] = field(default_factory=list)
    may: frozenset[str] = frozenset()
    conversation_href: str = ""
    name: str = ""
    preview: str = ""
    network: str = ""
    network_name: str = ""
    returned: bool = False
    insert_href: str = ""


def one_view(row: Escalation, member: Member) -> RequestView:
    """The one on a page of its own; the row with RELATED, its people and OF_CONVERSATION."""
    return request_view(row, member, _away([row]))


def request_view(row: Escalation, member: Member, away: Mapping[int, Absence], *, kept: str = "") -> RequestView:
    """What a request says to this member; the row with RELATED and its people. `away`: who of those they hang on."""
    now, place = timezone.now(), row.conversation
    left, late = countdown(row.due_at, now=now)
    whole = max((row.due_at - row.asked_at).total_seconds(), 1.0)
    here = reverse("inbox:conversation", args=[place.pk]) + kept
    is_open = row.closed_at is None
    return RequestView(
        pk=row.pk,
        href=reverse("inbox:escalation", args=[row.pk]),
        kind=str(row.kind),
        is_open=is_open,
        to_name=row.asked_name,
        to_mark=row.to_department.code if row.to_department else "@",
        by_mail=row.to_department is None,
        asker=str(row.asked_by or ("Liaison" if row.asked_by_program else _("Somebody"))),
        from_name=row.from_department.name,
        reason=row.reason.name,
        question=row.question,
        due_at=row.due_at,
        left=in_letters(row.due_at - now),
        late=late and is_open,
        soon=is_open and not late and row.due_at - now < SOON,
        share=min(100, max(0, round(100 * (now - row.asked_at).total_seconds() / whole))),
        blocking=row.is_blocking,
        chip=_chip(row, left, late=late),
        standing=_standing(row, away),
        answer=row.answer,
        answered_by=str(row.answered_by or (row.asked_name if row.answer else "")),
        answered_at=row.answered_at,
        decline_reason=row.decline_reason,
        raised=_raised(row),
        people=[str(one) for one in row.people.all()],
        may=_may(row, member),
        conversation_href=here,
        name=author_name(place),
        preview=place.preview or _("No text"),
        network=place.channel.network,
        network_name=network_label(place.channel.network),
        returned=place.times_returned > 0,
        insert_href=f"{here}{'&' if kept else '?'}insert={row.pk}#composer" if row.answer else "",
    )


def requests_on(conversation: Conversation, member: Member, *, kept: str) -> list[RequestView]:
    """Those that are open, the most pressing first, then what came back and was not used yet."""
    rows = _with_people(conversation.escalations.select_related(*RELATED)).order_by("due_at", "pk")
    shown = [row for row in rows if row.closed_at is None or _is_news(row, conversation)]
    for row in shown:
        row.conversation = conversation
    shown.sort(key=lambda row: row.closed_at is not None)
    away = _away(shown)
    return [request_view(row, member, away, kept=kept) for row in shown]


def _is_news(row: Escalation, conversation: Conversation) -> bool:
    """Answered or declined, and we have not written to the customer since."""
    if conversation.status == Status.RESOLVED or row.closed_at is None:
        return False
    if row.state not in (EscalationState.ANSWERED, EscalationState.DECLINED):
        return False
    return not (conversation.preview_is_ours and conversation.last_message_at > row.closed_at)


def incoming(member: Member) -> EscalationQuerySet:
    """Open requests that this member is to deal with."""
    found: EscalationQuerySet = Escalation.objects.visible_to(member).put_to(member).standing()
    return found


def outgoing(member: Member) -> EscalationQuerySet:
    """Open requests that this member waits for."""
    found: EscalationQuerySet = Escalation.objects.visible_to(member).put_by(member).standing()
    return found


def over(member: Member) -> EscalationQuerySet:
    """Requests of either side that are over."""
    seen = Escalation.objects.visible_to(member).exclude(closed_at=None)
    found: EscalationQuerySet = seen.put_to(member) | seen.put_by(member)
    return found


def views_of(rows: EscalationQuerySet, member: Member, *, limit: int) -> list[RequestView]:
    """Rows of the page of all requests."""
    full = _with_people(rows.select_related(*RELATED, *OF_CONVERSATION).defer("conversation__channel__credentials"))
    shown = list(full[:limit])
    away = _away(shown)
    return [request_view(row, member, away) for row in shown]


def _away(rows: Iterable[Escalation]) -> Mapping[int, Absence]:
    """Who of those that open requests hang on is away; no query where nobody has accepted anything."""
    takers = {row.accepted_by_id for row in rows if row.closed_at is None and row.accepted_by_id is not None}
    return away_now(among=takers) if takers else {}


def _with_people(rows: EscalationQuerySet) -> EscalationQuerySet:
    return rows.prefetch_related(Prefetch("people", Member.objects.only("pk", "name", "email")))


def _may(row: Escalation, member: Member) -> frozenset[str]:
    """Asked of the same functions that refuse; what the state forbids is left out."""
    over_, requested = row.closed_at is not None, row.state == EscalationState.REQUESTED
    nobodys = not over_ and row.state == EscalationState.ACCEPTED and row.accepted_by_id is None
    behind = {
        "withdraw": not over_,
        "ask_again": row.state in (EscalationState.DECLINED, EscalationState.WITHDRAWN, EscalationState.ANSWERED),
        "add_people": not over_ and row.to_department_id is not None,
    }
    dealing = {
        "accept": (requested or nobodys) and row.to_department_id is not None,
        "decline": requested and row.to_department_id is not None,
        "answer": not over_ and row.kind == Kind.ASK and row.to_department_id is not None,
        "add_people": not over_ and row.to_department_id is not None,
    }
    words = {word for word, holds in behind.items() if holds and stands_behind(member, f"escalation.{word}", row)}
    words |= {word for word, holds in dealing.items() if holds and deals_with(member, f"escalation.{word}", row)}
    return frozenset(words)


def _chip(row: Escalation, left: str, *, late: bool) -> Chip:
    if row.closed_at is None:
        text = _("%(time)s late") % {"time": left} if late else _("%(time)s left") % {"time": left}
        state = "overdue" if late else "due" if row.due_at - timezone.now() < SOON else ""
        return Chip(text, "alert" if late else "wait", state, _("Due %(when)s") % {"when": in_full(row.due_at)})
    icons = {EscalationState.ANSWERED: ("check", "ok"), EscalationState.ACCEPTED: ("check", "ok")}
    icon, state = icons.get(EscalationState(row.state), ("x", ""))
    return Chip(str(row.get_state_display()), icon, state)


def _standing(row: Escalation, away: Mapping[int, Absence]) -> str:
    """How far it is, in a sentence."""
    if row.state == EscalationState.ACCEPTED and row.closed_at is None:
        return _accepted(row, away)
    if row.state == EscalationState.REQUESTED:
        return _("asked by mail") if row.to_department_id is None else _("not accepted yet")
    if row.state == EscalationState.WITHDRAWN and row.withdrawn_because:
        return {
            "moved": _("withdrawn, because the conversation changed hands"),
            "taken": _("withdrawn, because another department took it over"),
            "resolved": _("withdrawn, because the conversation was resolved"),
        }.get(row.withdrawn_because, _("withdrawn"))
    return str(row.get_state_display()).lower()


def _accepted(row: Escalation, away: Mapping[int, Absence]) -> str:
    """Who sees to it, and whether they are there."""
    taker = row.accepted_by
    if taker is None:
        return _("%(name)s accepted it, and nobody in particular sees to it") % {"name": row.asked_name}
    if not taker.is_active:
        return _("%(member)s accepted it and has left") % {"member": taker}
    words = {"member": taker, "away": away_words(away.get(taker.pk))}
    return _("%(member)s accepted it, %(away)s") % words if words["away"] else _("%(member)s accepted it") % words


def _raised(row: Escalation) -> str:
    if row.raised_at is None:
        return ""
    to = row.raised_to or row.raised_department
    if to is not None:
        return _("Nobody accepted it in time: raised to %(name)s") % {"name": to}
    return _("Nobody accepted it in time: the leads of %(name)s were told") % {"name": row.asked_name}


def answers_to_insert(conversation: Conversation, chosen: object) -> str:
    """The text of an answer that somebody wants in their reply; empty for anything else."""
    text = str(chosen or "")
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        return ""
    found = conversation.escalations.filter(pk=int(text)).values_list("answer", flat=True).first()
    return found or ""
