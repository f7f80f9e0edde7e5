"""The filter bar: what narrows the list, each with its way off; and the choices there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from inbox.filters import SORTS, WAITS, ListQuery
from inbox.filters.rows import ALL, ANY, OUTSIDE
from inbox.models import Label
from inbox.models.conversation import Priority, Status
from inbox.models.message import MessageKind
from inbox.presenters.labels import LabelView, label_views
from inbox.presenters.networks import network_label
from inbox.presenters.places import channels_of, departments_of
from inbox.presenters.ready import BY_QUERY, channel_name, department_name
from inbox.presenters.watches import watch_choices, watch_name


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One filter that is on; `href` is the list without it."""

    text: str
    href: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    chosen: bool
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything one can filter by, as it stands."""

    action: str
    sort: str
    saved: int
    several: list[tuple[str, str, list[Choice]]]
    selects: list[tuple[str, str, list[Choice]]]
    switches: list[tuple[str, str, bool]]
    labels: list[Choice]
    since: str
    until: str
    clear_href: str


def sort_words() -> dict[str, str]:
    """What each order is called."""
    return {
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "waiting": _("Waiting longest"),
        "due": _("Due first"),
        "priority": _("Priority"),
        "score": _("Score"),
    }


def narrowings(query: ListQuery, member: Member) -> list[Narrowing]:
    """The filters that are on and that the title does not say already."""
    address, plain = reverse("inbox:list"), _said_by_the_title(query)
    found = []
    for text, changes, colour in _words(query, member):
        if all(getattr(plain, name) != getattr(query, name) for name in changes) or query.saved:
            found.append(Narrowing(text, address + query.written(**changes), colour))
    return found


def _said_by_the_title(query: ListQuery) -> ListQuery:
    if query.plain in BY_QUERY:
        return query.plain
    if query.department:
        return ListQuery(department=query.department)
    if query.channel:
        return ListQuery(channel=query.channel)
    return ListQuery(assignee=query.assignee if query.assignee in ("me", "nobody") else "")


def _words(query: ListQuery, member: Member) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What each filter says, and what changes when it goes."""
    if query.department:
        yield department_name(query.department, member), {"department": ""}, ""
    if query.channel:
        yield channel_name(query.channel, member), {"channel": 0}, ""
    if query.network:
        yield str(network_label(query.network)), {"network": ""}, ""
    if query.watch:
        yield watch_name(query.watch, member), {"watch": 0}, ""
    if query.assignee:
        yield _assignee(query.assignee), {"assignee": ""}, ""
    if len(query.status) > 1 and query.status != ALL:
        yield _either(str(Status(status).label) for status in query.status), {"status": ()}, ""
    for label in _labels(query, member):
        yield label.name, {"label": tuple(pk for pk in query.label if pk != label.pk)}, label.colour
    if query.priority:
        yield _either(str(one.label) for one in map(Priority.of, query.priority) if one), {"priority": ()}, ""
    if query.kind:
        yield _either(str(MessageKind(kind).label) for kind in query.kind), {"kind": ()}, ""
    if query.privacy:
        yield _("Private") if query.privacy == "private" else _("Public"), {"privacy": ""}, ""
    yield from _times(query, member)
    for name, word in _switches():
        if getattr(query, name):
            yield word, {name: False}, ""


def _waits_on(value: str, member: Member) -> str:
    if value == ANY:
        return _("Waiting on others")
    name = _("somebody outside") if value == OUTSIDE else department_name(value, member) or _("another department")
    return _("Waiting on %(name)s") % {"name": name}


def _times(query: ListQuery, member: Member) -> Iterator[tuple[str, dict[str, Any], str]]:
    if query.waiting_on:
        yield _waits_on(query.waiting_on, member), {"waiting_on": ""}, ""
    if query.waiting:
        yield _("Waiting over %(time)s") % {"time": _hours(query.waiting)}, {"waiting": 0}, ""
    if query.since:
        yield _("From %(day)s") % {"day": date_format(query.since, "j M Y")}, {"since": None}, ""
    if query.until:
        yield _("Until %(day)s") % {"day": date_format(query.until, "j M Y")}, {"until": None}, ""


def _labels(query: ListQuery, member: Member) -> list[LabelView]:
    if not query.label:
        return []
    into = _meant_labels(query, member)
    known = {one.pk: one for one in label_views(Label.objects.visible_to(member).filter(pk__in=into.values()))}
    unknown = LabelView(0, _("Unknown label"), "grey")
    return [replace(known.get(into.get(pk, 0), unknown), pk=pk) for pk in query.label]


def _meant_labels(query: ListQuery, member: Member) -> dict[int, int]:
    """Each label of the address, and the one that it leads to since it was merged."""
    if not query.label:
        return {}
    asked = Label.objects.readable_by(member).filter(pk__in=query.label)
    return {pk: into or pk for pk, into in asked.values_list("pk", "merged_into")}


def panel_for(query: ListQuery, member: Member) -> Panel:
    """The choices of the filter menu."""
    departments = [(item.slug, item.name) for item in departments_of(member)]
    channels = channels_of(member)
    networks = sorted({item.network for item in channels})
    waited_on = [(ANY, _("Anybody")), (OUTSIDE, _("Somebody outside, by mail"))]
    people = [("me", _("Me")), ("nobody", _("Nobody")), *_people(query.assignee)]
    chosen = set(_meant_labels(query, member).values())
    labels = Label.objects.visible_to(member).filter(Q(is_archived=False) | Q(pk__in=chosen))
    return Panel(
        action=reverse("inbox:list"),
        sort=query.sort,
        saved=query.saved,
        several=[
            ("status", _("Status"), _choices(Status.choices, query.statuses)),
            ("priority", _("Priority"), _choices([(one.key, one.label) for one in reversed(Priority)], query.priority)),
            ("kind", _("Kind"), _choices(MessageKind.choices, query.kind)),
        ],
        selects=[
            ("department", _("Department"), _choices([("", _("Any")), *departments], (query.department,))),
            ("assignee", _("Assignee"), _choices([("", _("Anybody or nobody")), *people], (query.assignee,))),
            (
                "channel",
                _("Channel"),
                _choices([("", _("Any")), *((x.pk, x.name) for x in channels)], (query.channel,)),
            ),
            (
                "network",
                _("Network"),
                _choices([("", _("Any")), *((x, network_label(x)) for x in networks)], (query.network,)),
            ),
            *_watches(query, member),
            (
                "privacy",
                _("Private or public"),
                _choices([("", _("Both")), ("private", _("Private")), ("public", _("Public"))], (query.privacy,)),
            ),
            (
                "waiting_on",
                _("Waiting on"),
                _choices([("", _("Anybody or nobody")), *waited_on, *departments], (query.waiting_on,)),
            ),
            (
                "waiting",
                _("Waiting longer than"),
                _choices([("", _("Any time")), *((x, _hours(x)) for x in _waits(query))], (query.waiting,)),
            ),
        ],
        switches=[(name, word, getattr(query, name)) for name, word in _switches()],
        labels=[Choice(str(one.pk), one.name, one.pk in chosen, one.colour) for one in labels],
        since=query.since.isoformat() if query.since else "",
        until=query.until.isoformat() if query.until else "",
        clear_href=reverse("inbox:list") + ListQuery(sort=query.sort).written(),
    )


def sorts_for(query: ListQuery) -> list[Choice]:
    """The orders; each value is the list in that order."""
    words, address = sort_words(), reverse("inbox:list")
    return [Choice(address + query.written(sort=key), words[key], key == query.sort) for key in SORTS]


def _choices(pairs: Any, chosen: Any) -> list[Choice]:
    on = {str(value or "") for value in chosen}
    return [Choice(str(value), str(label), str(value) in on) for value, label in pairs]


def _watches(query: ListQuery, member: Member) -> list[tuple[str, str, list[Choice]]]:
    """Whose findings; no choice where nothing is looked for."""
    watches = watch_choices(member)
    return [("watch", _("Found by"), _choices([("", _("Any")), *watches], (query.watch,)))] if watches else []


def _people(chosen: str) -> list[tuple[str, str]]:
    """Everybody who can be chosen, and who was, even if they have left."""
    one = int(chosen) if chosen.isdecimal() else 0
    rows = Member.objects.filter(Q(is_active=True) | Q(pk=one)).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _waits(query: ListQuery) -> list[int]:
    return sorted({*WAITS, *([query.waiting] if query.waiting else [])})


def _switches() -> list[tuple[str, str]]:
    return [
        ("unread", _("Unread")),
        ("overdue", _("Overdue")),
        ("at_risk", _("At risk")),
        ("failed", _("A reply did not leave")),
    ]


def _assignee(value: str) -> str:
    if value == "me":
        return _("Assigned to me")
    if value == "nobody":
        return _("Nobody’s yet")
    name = Member.objects.filter(pk=int(value)).values_list("name", flat=True).first()
    return _("With %(member)s") % {"member": name or _("somebody")}


def _hours(count: int) -> str:
    if count % 24 == 0:
        return ngettext("%(count)d day", "%(count)d days", count // 24) % {"count": count // 24}
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _either(words: Iterator[str]) -> str:
    return _(" or ").join(words)


def without_filters(query: ListQuery) -> ListQuery:
    """The place of a list without what narrows it."""
    return replace(_said_by_the_title(replace(query, saved=0)), sort=query.sort)
