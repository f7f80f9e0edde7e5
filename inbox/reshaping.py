"""What a tool sends in its own shape, made into items as the push door takes them: a JMESPath expression a field.

https://jmespath.org/specification.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jmespath
from django.utils.translation import gettext as _
from jmespath.exceptions import JMESPathError

from inbox.bounded import Allowance, TooMuch, search

FIELDS = (
    *("text", "external_id", "author.id", "author.handle", "author.name", "author.url", "url", "date", "reply_to"),
    *("thread", "kind", "private", "labels", "extra", "attachments"),
)
WORDS = frozenset({"text", "author.handle", "author.name", "author.url", "url", "date", "kind"})
"""Fields that are texts: a number found there becomes one."""
LONGEST_EXPRESSION = 500
FIRST_MOMENT, FIRST_MILLISECOND, LAST_MILLISECOND = 1_000_000_000, 100_000_000_000, 100_000_000_000_000


def problems(items: str, fields: Mapping[str, str]) -> list[str]:
    """What is wrong with a mapping, a whole sentence each; nothing when it can be used."""
    found = []
    if unknown := sorted(set(fields) - set(FIELDS)):
        found.append(_("An item has no field “%(field)s”.") % {"field": unknown[0][:60]})
    if not fields.get("text", "").strip():
        found.append(_("Say where the text is: without one there is no item."))
    for name, expression in {"items": items, **fields}.items():
        if wrong := _wrong(expression):
            found.append(_("%(field)s: %(wrong)s") % {"field": name[:60], "wrong": wrong})
    return found


def reshape(mapping: Mapping[str, Any], body: Any) -> list[Any]:
    """The items in a body; raises ValueError with a sentence when an expression meets what it can't work with,
    or makes more of the body than is good for it (see inbox/bounded.py).

    `items` finds them (the whole body without it); `fields` are asked of each. What is not there is left out.
    """
    allowance = Allowance()
    found = _search(mapping.get("items") or "@", body, allowance)
    several = found if isinstance(found, list) else [found] if found is not None else []
    return [_item(mapping["fields"], one, allowance) for one in several]


def _item(fields: Mapping[str, str], source: Any, allowance: Allowance) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for name, expression in fields.items():
        value = _plain(name, _search(expression, source, allowance)) if expression.strip() else None
        if value is None:
            continue
        allowance.keep(value)
        whole, _dot, part = name.partition(".")
        if part:
            item.setdefault(whole, {})[part] = value
        else:
            item[name] = value
    return item


def _plain(name: str, value: Any) -> Any:
    if name == "date" and isinstance(value, int | float) and not isinstance(value, bool):
        return _moment(value)
    if name in WORDS and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if name == "labels" and isinstance(value, str):
        return [value]
    return value


def _moment(value: float) -> str:
    """Unix seconds or milliseconds; other numbers stay what they are."""
    if FIRST_MILLISECOND <= value < LAST_MILLISECOND:
        value /= 1000
    if FIRST_MOMENT <= value < FIRST_MILLISECOND:
        return datetime.fromtimestamp(value, UTC).isoformat()
    return str(value)


def _search(expression: str, source: Any, allowance: Allowance) -> Any:
    try:
        return search(expression, source, allowance)
    except TooMuch:
        raise
    except (JMESPathError, RecursionError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(_("“%(expression)s” does not fit what was sent.") % {"expression": expression[:60]}) from error


def _wrong(expression: str) -> str:
    if len(expression) > LONGEST_EXPRESSION:
        return _("An expression has at most %(most)d characters.") % {"most": LONGEST_EXPRESSION}
    if not expression.strip():
        return ""
    try:
        jmespath.compile(expression)
    except (JMESPathError, RecursionError, ValueError) as error:
        return _("This is no JMESPath expression (%(why)s).") % {"why": str(error).splitlines()[0][:200]}
    return ""
