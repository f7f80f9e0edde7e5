"""Variables of canned responses: {{contact.first_name}} and its like, filled in where they are known; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

VARIABLES = {
    "contact.name": gettext_lazy("the name of the person answered"),
    "contact.first_name": gettext_lazy("their first name"),
    "contact.handle": gettext_lazy("their handle, with @"),
    "member.name": gettext_lazy("the name of whoever replies"),
    "member.first_name": gettext_lazy("their first name"),
    "conversation.number": gettext_lazy("the number of the conversation"),
    "department.name": gettext_lazy("the department that holds it"),
    "channel.name": gettext_lazy("the channel that it leaves by"),
}
"""Every variable there is, and what stands in its place."""

WRITTEN = re.compile(r"\{\{([^{}\n]{0,100})\}\}")
"""A variable as it stands in a text, known or not."""

NAME_LENGTH = 100
"""Characters of a stranger's name that are taken over."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with what is known filled in, and the variables that are still in it."""

    text: str
    left: tuple[str, ...]


def written(name: str) -> str:
    """A variable as people type it."""
    return "{{" + name + "}}"


def left_in(text: str) -> tuple[str, ...]:
    """The variables that stand in a text, as they are written there; each once."""
    return tuple(dict.fromkeys(found.group() for found in WRITTEN.finditer(text)))


def unknown_in(text: str) -> tuple[str, ...]:
    """Those that do not exist, as they are written."""
    names = {found.group(): found.group(1).strip() for found in WRITTEN.finditer(text)}
    return tuple(mark for mark, name in names.items() if name not in VARIABLES)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values in their places; what is empty or unknown stays visible.

    A value is put in once and is not read again: what a stranger calls themselves fills nothing in.
    """

    def value(found: re.Match[str]) -> str:
        known = " ".join(values.get(found.group(1).strip(), "").split())
        return plain(known) or found.group()

    missing = [mark for mark in left_in(text) if not plain(values.get(mark[2:-2].strip(), ""))]
    return Filled(WRITTEN.sub(value, text), tuple(missing))


def plain(value: str) -> str:
    """A value on one line, without the signs of a variable, cut where it is too long for a name."""
    return " ".join(value.replace("{{", "").replace("}}", "").split())[:NAME_LENGTH].strip()


def first_name(name: str) -> str:
    """The first word of a name; nothing where none of its letters would be one."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return first if any(sign.isalpha() for sign in first) else ""


def left_sentence(left: tuple[str, ...]) -> str:
    """What the writer reads while variables stand in the text; empty without any."""
    if not left:
        return ""
    sentence = ngettext(
        "%(names)s is not filled in. Write what belongs there, then it can be sent.",
        "%(names)s are not filled in. Write what belongs there, then it can be sent.",
        len(left),
    )
    return sentence % {"names": _(" and ").join([", ".join(left[:-1]), left[-1]] if len(left) > 1 else left)}
