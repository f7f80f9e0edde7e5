"""Whether scheduler and workers live, in words; pure, so that pages, mails and probes say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import ago_in_words

BREAK = timedelta(minutes=2)
"""Parts show life every ten seconds; this long without is a silence that somebody must hear of."""


@dataclass(frozen=True, slots=True)
class Beat:
    """When a part was last seen, and since when without a longer break."""

    seen_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """A sentence and a state: ok or overdue."""

    state: str
    sentence: str


def is_silent(beat: Beat | None, now: datetime) -> bool:
    """Whether a part that has been seen before is not any more."""
    return beat is not None and now - beat.seen_at > BREAK


def scheduler_life(beat: Beat | None, now: datetime) -> Life:
    """How the scheduler is."""
    if beat is None:
        return Life("overdue", _("The scheduler has never handed out work. Start it: celery -A config.celery beat."))
    when = {"when": precisely(beat.seen_at, now)}
    if is_silent(beat, now):
        return Life("overdue", _("The scheduler last handed out work %(when)s. It is stopped.") % when)
    return Life("ok", _("The scheduler handed out work %(when)s.") % when)


def worker_life(beat: Beat | None, now: datetime) -> Life:
    """How the workers are; one that answers is enough."""
    if beat is None:
        return Life("overdue", _("No worker has ever answered. Start one: celery -A config.celery worker."))
    when = {"when": precisely(beat.seen_at, now)}
    if is_silent(beat, now):
        return Life("overdue", _("A worker last answered %(when)s. None runs, or all are stuck.") % when)
    return Life("ok", _("The worker answered %(when)s.") % when)


def lives(beats: Mapping[str, Beat], now: datetime) -> list[Life]:
    """Both, the scheduler first: without it, workers have nothing to answer."""
    return [scheduler_life(beats.get("scheduler"), now), worker_life(beats.get("worker"), now)]


def precisely(moment: datetime, now: datetime) -> str:
    """How long ago, by the second below two minutes: "4 seconds ago"."""
    seconds = max(0, round((now - moment).total_seconds()))
    if seconds < 120:
        return ngettext("%(count)d second ago", "%(count)d seconds ago", seconds) % {"count": seconds}
    return ago_in_words(moment, now=now)
