"""What the builder of rules offers: every condition under a heading, every step, and the rows to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from inbox.condition_shape import Ask, Editor, ask_of
from inbox.conditions import OPERATORS, Field
from inbox.models import ApprovalPolicy, CannedResponse, ContactField, TaskForce, Watch
from inbox.presenters.policies import choices_of
from inbox.tone import AMONG, UNKNOWN
from routing.checking import DEEPEST, MOST_LEAVES, MOST_STEPS, NAMED
from routing.models import ListKind, SlaPolicy, WordList, WorkCalendar
from routing.vocabulary import FIELDS, STEPS

MESSAGE, AUTHOR, PLACE, PROMISES = _("The message"), _("The author"), _("The conversation"), _("Time and others")
FAMILIES = {
    MESSAGE: (
        *("text", "reply", "writer", "topics", "language", "sentiment", "needs_reply", "kind", "visibility"),
        *("has_picture", "channel", "network", "watches"),
    ),
    AUTHOR: ("author", "followers", "relationship", "earlier"),
    PLACE: ("department", "labels", "priority", "status", "assigned", "message_count", "change"),
}
MOST_GROUPS = 20
WORDS = ("contains_any", "contains_all", "contains_none")


def editor() -> Editor:
    """Everything known, as it can be added to a rule; asks for the fields of contacts."""
    asks = {key: ask for name, field in _in_order() for key, ask in _asks(name, field)}
    for row in ContactField.objects.all():
        name = f"custom:{row.pk}"
        asks |= dict(_asks(name, NAMED[name], label=row.name))
    return Editor(asks, NAMED, dict(STEPS), DEEPEST, MOST_GROUPS, MOST_LEAVES, MOST_STEPS)


def rows_of(of: str) -> list[tuple[Any, str]]:
    """What can be chosen of one kind now. For administrators, who see everything."""
    if of == "language":
        known = [(code, _now(get_language_info(code)["name"])) for code in settings.READING_LANGUAGES or AMONG]
        return [*known, (UNKNOWN, _now("a language that is not known"))]
    if of == "member":
        return list(Member.objects.active().values_list("pk", "name"))
    if of in _ROWS:
        rows, name = _ROWS[of]
        return list(rows().values_list("pk", name))
    return choices_of(of)


def _lists(**which: Any) -> Any:
    return WordList.objects.filter(archived_at=None, **which)


_ROWS: dict[str, Any] = {
    "word_list": (lambda: _lists(kind=ListKind.WORDS), "name"),
    "people_list": (lambda: _lists(kind=ListKind.PEOPLE), "name"),
    "topic": (lambda: _lists(is_topic=True), "name"),
    "watch": (lambda: Watch.objects.order_by("query"), "query"),
    "calendar": (WorkCalendar.objects.all, "name"),
    "sla_policy": (SlaPolicy.objects.standing, "name"),
    "task_force": (TaskForce.objects.open, "department__name"),
    "canned": (lambda: CannedResponse.objects.order_by("title"), "title"),
    "policy": (lambda: ApprovalPolicy.objects.standing().filter(on_request=True), "name"),
}


def _in_order() -> Iterator[tuple[str, Field]]:
    named = [name for names in FAMILIES.values() for name in names]
    yield from ((name, FIELDS[name]) for name in named if name in FIELDS)
    yield from ((name, field) for name, field in FIELDS.items() if name not in named)


def _asks(name: str, field: Field, label: Any = "") -> Iterator[tuple[str, Ask]]:
    """A text is asked in three ways, each with values of its own; anything else in one."""
    family = next((family for family, names in FAMILIES.items() if name in names), PROMISES)
    family, label = AUTHOR if name.startswith("custom:") else family, label or field.label
    operators = OPERATORS[field.kind]
    if field.kind == "phrases":
        words = {op: operators[op] for op in WORDS}
        yield name, Ask(name, label, words, "words", family=family)
        says_list, matches = {"says_list": operators["says_list"]}, {"matches": operators["matches"]}
        lists = _now("%(field)s, by word list") % {"field": label}
        yield f"{name}/list", Ask(name, lists, says_list, of="word_list", family=family, subject=label)
        expression = _now("%(field)s, by regular expression") % {"field": label}
        yield f"{name}/expression", Ask(name, expression, matches, "lines", family=family, subject=label)
        return
    of = {"listed": "people_list"}.get(field.kind) or ("topic" if field.of == "list" else field.of)
    plain = ask_of(name, field)
    yield name, Ask(name, label, operators, plain.input, field.choices, of, family)
