"""What rules can ask of a message and its conversation, and what they can do.

Fields and steps of other parts (promises, requests, prepared answers) are added by add_field()
and add_step() where those parts are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.conditions import LONGEST, MOST_VALUES, OPERATORS, Field, Text, register_operator
from inbox.models.contact import Relationship
from inbox.models.conversation import Outcome, Priority, Status
from inbox.models.message import MessageKind
from inbox.vocabulary import SENTIMENTS, VISIBILITIES
from routing.expressions import NoExpressionError, compiled
from routing.words import phrase_of

TRIGGERS: dict[str, Text] = {
    "received": gettext_lazy("a message arrives"),
    "changed": gettext_lazy("a conversation changes"),
}
CHANGES = (
    ("move", gettext_lazy("moved to another department")),
    ("assign", gettext_lazy("given to somebody")),
    ("label", gettext_lazy("labelled")),
    ("prioritise", gettext_lazy("given another priority")),
    ("resolve", gettext_lazy("resolved")),
    ("reopen", gettext_lazy("reopened")),
)
NEEDS = (("yes", gettext_lazy("it needs a reply")), ("no", gettext_lazy("it needs no reply")))

FIELDS: dict[str, Field] = {
    "text": Field(
        gettext_lazy("The message"),
        "phrases",
        gettext_lazy("The message says %(value)s."),
        gettext_lazy("The message does not say %(value)s."),
    ),
    "author": Field(
        gettext_lazy("The author"),
        "listed",
        gettext_lazy("The author is on the list %(value)s."),
        gettext_lazy("The author is on none of the lists."),
        of="list",
    ),
    "language": Field(
        gettext_lazy("The language"),
        "choice",
        gettext_lazy("It is written in %(value)s."),
        gettext_lazy("Its language is not known."),
        of="language",
    ),
    "sentiment": Field(gettext_lazy("The tone"), "choice", gettext_lazy("It sounds %(value)s."), choices=SENTIMENTS),
    "needs_reply": Field(
        gettext_lazy("Whether it needs a reply"), "choice", gettext_lazy("As read: %(value)s."), choices=NEEDS
    ),
    "topics": Field(
        gettext_lazy("Topics"),
        "many",
        gettext_lazy("It is about %(value)s."),
        gettext_lazy("It is not about the topics asked for."),
        of="list",
    ),
    "network": Field(gettext_lazy("The network"), "choice", gettext_lazy("It came from %(value)s."), of="network"),
    "channel": Field(gettext_lazy("The channel"), "choice", gettext_lazy("It came in by %(value)s."), of="channel"),
    "watches": Field(
        gettext_lazy("Found by"),
        "many",
        gettext_lazy("The watch %(value)s found it."),
        gettext_lazy("None of the watches asked for found it."),
        of="watch",
    ),
    "kind": Field(
        gettext_lazy("The kind of message"),
        "choice",
        gettext_lazy("It is of the kind “%(value)s”."),
        choices=tuple(MessageKind.choices),
    ),
    "visibility": Field(gettext_lazy("Visibility"), "choice", gettext_lazy("It is %(value)s."), choices=VISIBILITIES),
    "has_picture": Field(
        gettext_lazy("It carries a picture"),
        "flag",
        gettext_lazy("It carries a picture."),
        gettext_lazy("It carries no picture."),
    ),
    "followers": Field(
        gettext_lazy("Followers of the author"),
        "number",
        gettext_lazy("The author has %(value)s followers."),
        gettext_lazy("How many follow the author is not known."),
    ),
    "relationship": Field(
        gettext_lazy("Who the author is to us"),
        "choice",
        gettext_lazy("To us, the author is: %(value)s."),
        gettext_lazy("Nobody has said what the author is to us."),
        choices=tuple(Relationship.choices),
    ),
    "earlier": Field(
        gettext_lazy("Earlier conversations with the author"),
        "number",
        gettext_lazy("There were %(value)s conversations with the author before."),
    ),
    "message_count": Field(
        gettext_lazy("Earlier messages of the conversation"),
        "number",
        gettext_lazy("%(value)s messages came before it."),
    ),
    "labels": Field(
        gettext_lazy("Labels"),
        "many",
        gettext_lazy("The conversation is labelled %(value)s."),
        gettext_lazy("The conversation lacks the labels asked for."),
        of="label",
    ),
    "department": Field(
        gettext_lazy("The department that holds it"), "choice", gettext_lazy("It lies with %(value)s."), of="department"
    ),
    "priority": Field(
        gettext_lazy("The priority"),
        "choice",
        gettext_lazy("Its priority: %(value)s."),
        choices=tuple(Priority.choices),
    ),
    "status": Field(
        gettext_lazy("The status"), "choice", gettext_lazy("Its status: %(value)s."), choices=tuple(Status.choices)
    ),
    "assigned": Field(
        gettext_lazy("Somebody works on it"),
        "flag",
        gettext_lazy("Somebody works on it."),
        gettext_lazy("Nobody works on it."),
    ),
    "change": Field(
        gettext_lazy("What changed"),
        "choice",
        gettext_lazy("It was %(value)s."),
        gettext_lazy("Nothing changed."),
        choices=CHANGES,
    ),
}
"""What a rule can ask; custom fields of contacts come to it as "custom:7", see field_named()."""

STEPS: dict[str, Field] = {
    "department": Field(gettext_lazy("move to"), "choice", "", of="department"),
    "assignee": Field(
        gettext_lazy("give to"), "choice", "", choices=(("auto", gettext_lazy("whoever has least to do")),), of="member"
    ),
    "priority": Field(gettext_lazy("set the priority to"), "choice", "", choices=tuple(Priority.choices)),
    "label": Field(gettext_lazy("label it"), "choice", "", of="label"),
    "resolve": Field(
        gettext_lazy("resolve it as"),
        "choice",
        "",
        choices=(
            (Outcome.NO_REPLY_NEEDED.value, Outcome.NO_REPLY_NEEDED.label),
            (Outcome.SPAM.value, Outcome.SPAM.label),
        ),
    ),
    "stop": Field(gettext_lazy("consider no later rule"), "flag", ""),
}


def add_field(name: str, field: Field) -> None:
    """Add something that rules can ask; raises ValueError where it is there already."""
    if name in FIELDS:
        raise ValueError(f"There is a field {name!r} already.")
    FIELDS[name] = field


def add_trigger(name: str, label: Text) -> None:
    """Add an occasion on which rules are asked; raises ValueError where it is there already."""
    if name in TRIGGERS:
        raise ValueError(f"There is a trigger {name!r} already.")
    TRIGGERS[name] = label


def add_step(kind: str, field: Field) -> None:
    """Add something that rules can do; how, is given to register() of routing/actions/_carry.py."""
    if kind in STEPS:
        raise ValueError(f"There is a step {kind!r} already.")
    STEPS[kind] = field


def field_named(name: str) -> Field | None:
    """What a name asks; None for what nothing is called."""
    number = name.removeprefix("custom:")
    if number != name and number.isascii() and number.isdigit():
        return Field(
            _("A field of the contact"),
            "phrases",
            _("The field says %(value)s."),
            _("The field does not say %(value)s."),
            of="custom",
        )
    return FIELDS.get(name)


class Named(Mapping[str, Field]):
    """All that can be asked, custom fields too, as a mapping."""

    def __getitem__(self, name: str) -> Field:
        field = field_named(name)
        if field is None:
            raise KeyError(name)
        return field

    def __iter__(self) -> Any:
        return iter(FIELDS)

    def __len__(self) -> int:
        return len(FIELDS)


def connect() -> None:
    """Teach the one vocabulary of conditions how texts and lists are asked; once, when the app is ready."""
    for op, label in {**OPERATORS["words"]}.items():
        register_operator("phrases", op, label, _phrases)
    register_operator("phrases", "says_list", gettext_lazy("says a word of the list"), _numbers)
    register_operator("phrases", "matches", gettext_lazy("meets the expression"), _expressions)
    register_operator("listed", "listed", gettext_lazy("is on the list"), _numbers)
    register_operator("listed", "not_listed", gettext_lazy("is not on the list"), _numbers)


def check_phrase(field: Text, one: object) -> str:
    """A word or phrase, tidied; raises ValueError with a sentence."""
    if not isinstance(one, str) or len(one) > LONGEST:
        raise _wrong(field, _("a word or phrase has at most %(most)d characters.") % {"most": LONGEST})
    if not phrase_of(one):
        raise _wrong(field, _("“%(word)s” holds no word to look for.") % {"word": one})
    return " ".join(one.split())


def _phrases(field: Field, value: object) -> list[str]:
    return list(dict.fromkeys(check_phrase(field.label, one) for one in _listed(field, value)))


def _numbers(field: Field, value: object) -> list[int]:
    found = _listed(field, value)
    if any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in found):
        raise _wrong(field.label, _("choose lists that exist."))
    return list(dict.fromkeys(found))


def _expressions(field: Field, value: object) -> list[str]:
    found = _listed(field, value)
    for one in found:
        if not isinstance(one, str) or not one.strip():
            raise _wrong(field.label, _("write an expression."))
        if "\n" in one or "\r" in one:
            raise _wrong(field.label, _("an expression stands on one line: write \\n for the end of a line."))
        try:
            compiled(one)
        except NoExpressionError as error:
            raise _wrong(field.label, _refused(one, error.reason)) from error
    return list(dict.fromkeys(found))


def _refused(expression: str, reason: str) -> str:
    why = {
        "long": _("“%(expression)s” is too long."),
        "large": _("“%(expression)s” would need too much work on each message."),
        "empty": _("“%(expression)s” is met by every text."),
        "byte": _("“%(expression)s” asks for single bytes by \\C, which tears letters apart: write a dot."),
    }.get(reason, _("“%(expression)s” is no expression that can be used: %(reason)s."))
    return why % {"expression": expression, "reason": reason}


def _listed(field: Field, value: object) -> list[Any]:
    found = list(value) if isinstance(value, list | tuple) else [value]
    if not found or len(found) > MOST_VALUES:
        raise _wrong(field.label, _("name between 1 and %(most)d values.") % {"most": MOST_VALUES})
    return found


def _wrong(label: Text, says_what: str) -> ValueError:
    return ValueError(f"{label}: {says_what}")
