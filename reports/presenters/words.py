"""Numbers in words: values with units, changes, definitions and doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.promised import in_short
from reports.asked import Asked
from reports.metrics.number import Metric, Number
from reports.metrics.response import WITHIN


@dataclass(frozen=True, slots=True)
class Stat:
    """One large number. `also` says what else is known of it: nine in ten, working hours, steps."""

    key: str
    name: str
    value: str
    unit: str
    change: str
    is_better: bool
    than: str
    definition: str
    samples: str
    href: str
    also: str = ""


def door(asked: Asked, metric: str, key: str = "all", **other: str) -> str:
    """The address of the conversations behind a number."""
    return reverse("reports:behind", args=[metric, key]) + asked.written(**other)


def export_door(asked: Asked, metric: str, key: str, kind: str) -> str:
    """The address of the same conversations as a file."""
    return reverse("reports:export", args=[metric, key, kind]) + asked.written()


def stat(metric: Metric, now: Number, before: Number | None, asked: Asked) -> Stat:
    """One large number with that of the period before; None for what tells of this moment only."""
    value, unit = in_words(now, metric.unit)
    shown, is_better = ("", True) if before is None else change(metric, now, before)
    return Stat(
        key=metric.key,
        name=str(metric.name),
        value=value,
        unit=unit,
        change=shown,
        is_better=is_better,
        than=_than(metric, before),
        definition=metric.definition,
        samples=_("Counted from %(count)s.") % {"count": f"{now.samples:,}"},
        href=door(asked, metric.key),
        also=also(metric, now),
    )


def _than(metric: Metric, before: Number | None) -> str:
    if before is None:
        return _("at this moment")
    if not before.is_enough:
        return _("nothing to compare with")
    return _("was %(value)s") % {"value": " ".join(in_words(before, metric.unit)).strip()}


def in_words(number: Number, unit: str) -> tuple[str, str]:
    """A value and its unit: ("11 min", "median"), ("89", "%"); what is near only begins with ≈."""
    if len(number.amounts) > 1:
        return " + ".join(f"{plain(value, unit)} {currency}" for currency, value in number.amounts), ""
    if number.value is None:
        return _("not enough data"), ""
    near = "" if number.is_exact else "≈ "
    if unit == "seconds":
        return near + in_short(timedelta(seconds=number.value)), _("median")
    return near + plain(number.value, unit), {"share": "%", "money": currency_of(number)}.get(unit, "")


def plain(value: float, unit: str) -> str:
    """A value without its unit, but for times."""
    if unit == "seconds":
        return in_short(timedelta(seconds=value))
    if unit == "share":
        return f"{round(100 * value)}"
    return f"{value:.2f}" if unit == "index" else f"{round(value):,}"


def whole(value: float, unit: str) -> str:
    """A value with its unit, in a sentence: "89 %", "11 min", "214"."""
    return f"{plain(value, unit)}{' %' if unit == 'share' else ''}"


def currency_of(number: Number) -> str:
    """The one in which it was counted."""
    return number.amounts[0][0] if len(number.amounts) == 1 else ""


def change(metric: Metric, now: Number, before: Number) -> tuple[str, bool]:
    """What changed, in words (empty for nothing), and whether it is for the better."""
    if now.value is None or before.value is None or currency_of(now) != currency_of(before):
        return "", True
    less = now.value < before.value
    is_better = less == metric.less_is_better
    apart = abs(now.value - before.value)
    if metric.unit == "seconds":
        if apart < 60:
            return "", True
        words = _("%(time)s faster") if less else _("%(time)s slower")
        return words % {"time": in_short(timedelta(seconds=apart))}, is_better
    shown = plain(apart, metric.unit)
    if shown in ("0", "0.00"):
        return "", True
    return ("−" if less else "+") + shown, is_better


def also(metric: Metric, now: Number) -> str:
    """What else is known of a number; empty where that is nothing."""
    said = []
    if metric.key == "answered_within" and now.within:
        return " · ".join(f"{name} {round(100 * part)} %" for name, part in zip(WITHIN, now.within, strict=True))
    if metric.key == "backlog" and now.within:
        return _("waiting %(median)s (median), nine in ten at most %(p90)s") % {
            "median": in_short(timedelta(seconds=now.within[0])),
            "p90": in_short(timedelta(seconds=now.p90 or 0)),
        }
    if now.p90 is not None:
        said.append(_("nine in ten within %(time)s") % {"time": in_short(timedelta(seconds=now.p90))})
    if now.working is not None:
        said.append(_("in working hours %(time)s") % {"time": in_short(timedelta(seconds=now.working))})
    if now.working_p90 is not None:
        said.append(_("nine in ten %(time)s") % {"time": in_short(timedelta(seconds=now.working_p90))})
    return ", ".join(said)
