"""How a channel is, in words; pure, so that pages, mails and tests say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import ago_in_words, clock, in_full, same_day

LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a channel; None where there is nothing yet."""

    network: str
    installed: bool = True
    is_active: bool = True
    polls: bool = False
    pushed_to: bool = False
    has_token: bool = False
    last_post_at: datetime | None = None
    next_poll_at: datetime | None = None
    silent_since: datetime | None = None
    failing_since: datetime | None = None
    last_error: str = ""
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """Whole sentences, and a state: ok, due (look at it), overdue (broken) or empty (at rest)."""

    state: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)


def health(facts: Facts, now: datetime) -> Health:
    """Say how a channel is, the most important first."""
    state, sentences = _standing(facts, now)
    if facts.set_aside:
        sentences.append(
            ngettext(
                "One payload could not be understood.",
                "%(count)d payloads could not be understood.",
                facts.set_aside,
            )
            % {"count": facts.set_aside}
        )
        state = "due" if state == "ok" else state
    return Health(state, tuple(sentences))


def silence(heard_at: datetime, next_poll_at: datetime, poll_seconds: int, now: datetime) -> timedelta | None:
    """How long a polled channel has been silent, once that is more than twice its interval; else None.

    Never before two minutes: a slow answer is no silence. A poll that is not due yet, because the
    network or a feed asked for a longer wait, is none either.
    """
    past, longest = now - heard_at, max(timedelta(seconds=2 * poll_seconds), LATE)
    return past if past > longest and now - next_poll_at > timedelta(seconds=poll_seconds) else None


def _standing(facts: Facts, now: datetime) -> tuple[str, list[str]]:
    if not facts.installed:
        return "overdue", [_("The connector for %(network)s is not installed.") % {"network": facts.network}]
    if not facts.is_active:
        return "empty", [_("Paused: nothing comes in and nothing leaves."), _last_post(facts, now)]
    if facts.failing_since is not None:
        return "overdue", _failing(facts, now)
    return _polled(facts, now) if facts.polls else _brought(facts, now)


def _brought(facts: Facts, now: datetime) -> tuple[str, list[str]]:
    """Channels that nobody asks: others push to them, or a file was brought in."""
    if facts.pushed_to and not facts.has_token:
        return "due", [_("Nobody can push to it yet: it has no token.")]
    if facts.pushed_to:
        return "ok", [_last_post(facts, now), _("It waits for what is pushed.")]
    return "empty", [_last_post(facts, now), _("Nothing is fetched; posts were brought from files.")]


def _failing(facts: Facts, now: datetime) -> list[str]:
    since = facts.failing_since or now
    when = clock(since) if same_day(since, now) else in_full(since)
    error = facts.last_error.strip() or _("%(network)s does not answer.") % {"network": facts.network}
    said = [error if error.endswith((".", "!", "?", "…")) else f"{error}."]
    said.append(_("So it has been since %(when)s.") % {"when": when})
    if facts.next_poll_at is not None:
        said.append(_("Next try %(when)s.") % {"when": in_words(facts.next_poll_at - now)})
    return said


def _polled(facts: Facts, now: datetime) -> tuple[str, list[str]]:
    said = [_last_post(facts, now)]
    if facts.silent_since is not None:
        said.insert(0, _silent(now - facts.silent_since))
    if facts.next_poll_at is not None and now - facts.next_poll_at > LATE:
        late = ago_in_words(facts.next_poll_at, now=now)
        state = "due" if facts.silent_since is None else "overdue"
        return state, [*said, _("The next look was due %(when)s: is a worker running?") % {"when": late}]
    wait = in_words(facts.next_poll_at - now) if facts.next_poll_at else _("now")
    return "ok" if facts.silent_since is None else "overdue", [*said, _("Next look %(when)s.") % {"when": wait}]


def _silent(past: timedelta) -> str:
    minutes = past // timedelta(minutes=1)
    if minutes < 120:
        said = _("Silent for %(count)d minutes, more than twice its interval.")
        return said % {"count": minutes}
    return _("Silent for %(count)d hours, more than twice its interval.") % {"count": minutes // 60}


def _last_post(facts: Facts, now: datetime) -> str:
    if facts.last_post_at is None:
        return _("No post yet.")
    return _("Last post %(when)s.") % {"when": ago_in_words(facts.last_post_at, now=now)}


def in_words(wait: timedelta) -> str:
    """A time to come: "now", "in 40 seconds", "in 5 minutes", "in 3 hours"."""
    seconds = round(wait.total_seconds())
    if seconds <= 0:
        return _("now")
    if seconds < 90:
        return ngettext("in %(count)d second", "in %(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    if minutes < 120:
        return _("in %(count)d minutes") % {"count": minutes}
    return _("in %(count)d hours") % {"count": round(minutes / 60)}
