"""Values of the fields that administrators defined: checked, and kept as plain text; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

LONGEST = 500


def cleaned(kind: str, given: str, *, choices: Sequence[str] = ()) -> str:
    """The value as it is stored; empty stays empty. Raises ValueError with a sentence."""
    value = " ".join(given.replace("\x00", "").split())
    if not value:
        return ""
    if len(value) > LONGEST:
        raise ValueError(_("At most %(longest)s characters.") % {"longest": LONGEST})
    if kind == "number":
        return _number(value)
    if kind == "date":
        return _date(value)
    if kind == "choice" and value not in choices:
        raise ValueError(_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)})
    return value


def _number(value: str) -> str:
    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(_("Write a number, such as 12 or 3.5.")) from error
    if not number.is_finite():
        raise ValueError(_("Write a number, such as 12 or 3.5."))
    return f"{number:f}"


def _date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ValueError(_("Write a day as year-month-day, such as 2026-11-22.")) from error
