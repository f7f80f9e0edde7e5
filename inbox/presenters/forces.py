"""Task forces and their like as they are listed, worked in and looked back at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import on_day
from accounts.models import DepartmentKind, Event, Member, Membership
from accounts.permissions import may
from inbox.actions.feed import gatherable
from inbox.feeds import brings_to
from inbox.filters import ListQuery
from inbox.models import (
    CannedResponse,
    ChecklistItem,
    Conversation,
    Delivery,
    Escalation,
    ForceDecision,
    Stay,
    TaskForce,
)
from inbox.models.conversation import Status
from inbox.presenters.rows import author_name

ACTS = (
    *("add_members", "remove_member", "leave", "hand_lead", "set_feed", "gather", "say", "set_statement", "extend"),
    *("add_item", "check", "uncheck", "decide", "declare_crisis", "end_crisis", "close"),
)
NEWEST = 8


@dataclass(frozen=True, slots=True)
class ForceRow:
    """One line of the list."""

    name: str
    mark: str
    href: str
    kind: str
    lead: str
    status: str
    status_at: datetime | None
    crisis: bool
    open: bool
    held: int
    done: str
    ends: str
    overdue: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in it, and where they come from."""

    pk: int
    name: str
    role: str
    places: str
    leads: bool
    me: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened."""

    at: datetime
    sentence: str
    icon: str


@dataclass(frozen=True, slots=True)
class Held:
    """One conversation in it."""

    href: str
    name: str
    preview: str
    moment: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing will do, each a whole sentence."""

    sentences: list[str]


def force_rows(member: Member) -> dict[str, Any]:
    """The list's two halves, and whether one may open another."""
    rows = list(TaskForce.objects.visible_to(member).select_related("department", "lead").prefetch_related("items"))
    held = _held_by(rows, member)
    views = [_row(one, held.get(one.department_id, 0)) for one in rows]
    return {
        "running": [one for one in views if one.open],
        "over": [one for one in views if not one.open],
        "may_open": may(member, "task_force.open"),
    }


def force_page(force: TaskForce, member: Member) -> dict[str, Any]:
    """All that its page shows."""
    query = ListQuery(department=force.department.slug)
    waiting = query.rows(member).order_by()
    allowed = {word for word in ACTS if force.closed_at is None and may(member, f"task_force.{word}", force)}
    people = _people(force, member)
    if not any(one.me for one in people):
        allowed.discard("leave")
    return {
        "one": force,
        "kind": str(DepartmentKind(force.department.kind).label),
        "may": allowed,
        "people": people,
        "others": _others(force) if "add_members" in allowed else [],
        "items": list(force.items.select_related("done_by")),
        "decisions": list(force.decisions.select_related("by").order_by("-pk")),
        "moments": moments(force),
        "list_href": reverse("inbox:list") + query.written(),
        "search_href": f"{reverse('inbox:search')}?{urlencode({'q': force.feed})}" if force.feed else "",
        "waiting": waiting.count() if force.closed_at is None else 0,
        "held": _conversations(force, member),
        "gatherable": len(gatherable(force)) if "gather" in allowed else 0,
        "statements": _statements(member) if "set_statement" in allowed else [],
        "statement": _statement(force, member),
        "source": _source(force, member),
        "overdue": force.closed_at is None and force.ends_on < timezone.localdate(),
        "held_replies": force.held.filter(state="queued").count() if force.crisis_since else 0,
        "summary": summary_view(force.summary) if force.summary else None,
    }


def closing_of(force: TaskForce) -> Closing:
    """The preview of what closing does; numbers only, so it tells of nothing that somebody may not see."""
    held = Conversation.objects.standing().filter(department=force.department).count()
    replies = Delivery.objects.filter(held_by=force, state="queued")
    late = replies.filter(not_before__lte=timezone.now()).count()
    says = [
        ngettext(
            "%(count)d conversation goes back to the department that it came from, with whoever worked it there.",
            "%(count)d conversations go back to the departments that they came from, with whoever worked them there.",
            held,
        )
        % {"count": held}
        if held
        else _("It holds no conversation; nothing has to go back.")
    ]
    if force.crisis_since:
        says.append(_("The crisis ends: its policy is put away, and replies need nobody’s approval because of it."))
    if replies.count() - late:
        says.append(_held_sentence(replies.count() - late))
    if late:
        says.append(_late_sentence(late))
    if owed := Escalation.objects.standing().filter(to_department=force.department).count():
        says.append(_owed_sentence(owed))
    if force.feed and force.is_urgent:
        says.append(_("New conversations do not flow in any more."))
    if bringing := brings_to(force):
        says.append(
            _("%(names)s still brings to it what arrives: that stays until you point it elsewhere.")
            % {"names": ", ".join(bringing)}
        )
    says.append(_("Its list leaves everybody’s rail; its log and a summary stay readable here."))
    return Closing(says)


def _owed_sentence(count: int) -> str:
    says = ngettext(
        "%(count)d request that it has not answered is declined, and whoever asked is told.",
        "%(count)d requests that it has not answered are declined, and whoever asked is told.",
        count,
    )
    return says % {"count": count}


def _held_sentence(count: int) -> str:
    says = ngettext(
        "%(count)d held reply leaves at the minute it had.",
        "%(count)d held replies leave at the minutes they had.",
        count,
    )
    return says % {"count": count}


def _late_sentence(count: int) -> str:
    says = ngettext(
        "%(count)d held reply has missed its minute: its writer looks at it again before it leaves.",
        "%(count)d held replies have missed their minutes: their writers look at them again before they leave.",
        count,
    )
    return says % {"count": count}


def summary_view(summary: dict[str, Any]) -> dict[str, Any]:
    """The stored numbers, with the hours as bars."""
    hours = [{**hour, "at": parse_datetime(hour["hour"])} for hour in summary["hours"]]
    most = max((hour["messages"] for hour in hours), default=0) or 1
    bars = [{**hour, "share": round(100 * hour["messages"] / most)} for hour in hours]
    seconds = summary["first_response_seconds"]
    return {**summary, "bars": bars, "first_response": _span(seconds) if seconds is not None else "–"}


def moments(force: TaskForce) -> list[Moment]:
    """What happened to it, from the journal, oldest first."""
    events = list(Event.objects.filter(subject_kind="taskforce", subject_id=force.pk).order_by("pk"))
    people = {int(event.actor_id) for event in events if event.actor_kind == "member"}
    people |= {pk for event in events for pk in _named(event)}
    names = dict(Member.objects.filter(pk__in=people).values_list("pk", "name"))
    items = dict(ChecklistItem.objects.filter(task_force=force).values_list("pk", "text"))
    decisions = dict(ForceDecision.objects.filter(task_force=force).values_list("pk", "text"))
    return [
        Moment(event.recorded_at, text, icon)
        for event in events
        for icon, text in [_said(event, names, items, decisions)]
        if text
    ]


def _named(event: Event) -> Iterable[int]:
    return [
        *event.data.get("members", ()),
        *(event.data[k] for k in ("member", "after") if isinstance(event.data.get(k), int)),
    ]


def _said(event: Event, names: dict[int, str], items: dict[int, str], decisions: dict[int, str]) -> tuple[str, str]:
    word = event.verb.removeprefix("task_force.")
    named = ", ".join(names.get(pk, "") for pk in _named(event))
    values = {
        "actor": names.get(int(event.actor_id), "") if event.actor_kind == "member" else "Liaison",
        "named": named,
        "item": items.get(event.data.get("item", 0), ""),
        "decision": decisions.get(event.data.get("decision", 0), ""),
        "count": event.data.get("count", 0),
    }
    icon, text = {
        "open": ("flag", _("%(actor)s opened it")),
        "add_members": ("people", _("%(actor)s let %(named)s join")),
        "remove_member": ("people", _("%(actor)s let %(named)s go")),
        "leave": ("leave", _("%(actor)s left")),
        "hand_lead": ("user", _("%(named)s leads it from now on")),
        "set_feed": ("filter", _("%(actor)s changed what it looks for")),
        "gather": ("inbox", _("%(actor)s took in what was there before: %(count)s")),
        "say": ("info", _("%(actor)s changed the status line")),
        "set_statement": ("canned", _("%(actor)s chose the holding statement")),
        "extend": ("calendar", _("%(actor)s gave it another last day")),
        "add_item": ("plus", _("%(actor)s added to the checklist: %(item)s")),
        "check": ("check", _("%(actor)s did: %(item)s")),
        "uncheck": ("undo", _("Not done after all: %(item)s")),
        "decide": ("pen", _("Decided: %(decision)s")),
        "declare_crisis": ("alert", _("%(actor)s declared a crisis")),
        "end_crisis": ("done", _("%(actor)s ended the crisis")),
        "remind": ("clock", _("Its last day came; its lead was reminded")),
        "close": ("archive", _("%(actor)s closed it")),
    }.get(word, ("", ""))
    return icon, text % values


def _row(force: TaskForce, held: int) -> ForceRow:
    items = list(force.items.all())
    done = sum(item.done_at is not None for item in items)
    return ForceRow(
        name=str(force),
        mark=force.department.code,
        href=reverse("inbox:task_force", args=[force.department.slug]),
        kind=str(DepartmentKind(force.department.kind).label),
        lead=str(force.lead),
        status=force.status,
        status_at=force.status_at,
        crisis=force.crisis_since is not None,
        open=force.closed_at is None,
        held=held,
        done=_("%(done)d of %(all)d done") % {"done": done, "all": len(items)} if items else "",
        ends=on_day(force.ends_on),
        overdue=force.closed_at is None and force.ends_on < timezone.localdate(),
        closed_at=force.closed_at,
    )


def _held_by(rows: Iterable[TaskForce], member: Member) -> dict[int, int]:
    seen = Conversation.objects.visible_to(member).filter(department__in=[one.department_id for one in rows])
    found: dict[int, int] = {}
    for department in seen.exclude(status=Status.RESOLVED).order_by().values_list("department_id", flat=True):
        found[department] = found.get(department, 0) + 1
    return found


def _people(force: TaskForce, member: Member) -> list[Person]:
    rows = list(force.department.memberships.select_related("member").order_by("member__name"))
    others = Membership.objects.filter(
        member__in=[row.member_id for row in rows],
        department__kind=DepartmentKind.DEPARTMENT,
        department__is_active=True,
    )
    open_ones = others.filter(department__is_closed=False).select_related("department").order_by("department__name")
    places: dict[int, list[str]] = {}
    for one in open_ones:
        places.setdefault(one.member_id, []).append(one.department.name)
    people = [
        Person(
            row.member_id,
            str(row.member),
            str(row.get_role_display()),
            ", ".join(places.get(row.member_id, [])),
            leads=row.member_id == force.lead_id,
            me=row.member_id == member.pk,
        )
        for row in rows
    ]
    return sorted(people, key=lambda one: not one.leads)


def _others(force: TaskForce) -> list[Member]:
    inside = force.department.memberships.values("member_id")
    return list(Member.objects.active().exclude(pk__in=inside).order_by("name"))


def _conversations(force: TaskForce, member: Member) -> list[Held]:
    seen = Conversation.objects.visible_to(member)
    if force.closed_at is None:
        seen = seen.filter(department=force.department).exclude(status=Status.RESOLVED)
    else:
        seen = seen.filter(pk__in=Stay.objects.filter(task_force=force).values("conversation"))
    rows = seen.select_related("author").order_by("-last_message_at", "-pk")[:NEWEST]
    return [
        Held(
            reverse("inbox:conversation", args=[row.pk]),
            author_name(row),
            row.preview,
            row.last_message_at,
            str(row.get_status_display()),
        )
        for row in rows
    ]


def _statements(member: Member) -> list[CannedResponse]:
    rows = CannedResponse.objects.visible_to(member).standing().exclude(department__is_closed=True)
    return list(rows.order_by("title"))


def _statement(force: TaskForce, member: Member) -> CannedResponse | None:
    rows = CannedResponse.objects.visible_to(member).filter(pk=force.statement_id or 0)
    found: CannedResponse | None = rows.first()
    return found


def _source(force: TaskForce, member: Member) -> tuple[str, str] | None:
    rows = Conversation.objects.visible_to(member).select_related("author").filter(pk=force.opened_from_id or 0)
    found = rows.first()
    return (author_name(found), reverse("inbox:conversation", args=[found.pk])) if found else None


def _span(seconds: float) -> str:
    """ "1 h 20 min", "4 min", "30 s"."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return _("%(count)d s") % {"count": round(seconds)}
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
