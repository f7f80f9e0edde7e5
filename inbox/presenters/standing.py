"""How one of our replies stands: on its way, there, refused, or unknown, with the way on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.formats import clock, in_full
from accounts.models import Member
from accounts.permissions import may
from inbox.freshness import newest_of_theirs
from inbox.models import Delivery, Message
from inbox.models.delivery import DeliveryState
from inbox.models.draft import DraftState
from inbox.presenters.later import Later, later_for, leaves_at
from inbox.reviewing import may_cancel

WAITS_ITS_TURN = timedelta(seconds=45)
"""Due for longer than a sweep takes, something holds it back."""


@dataclass(frozen=True, slots=True)
class Way:
    """A button under a reply."""

    text: str
    action: str
    seen: int | None = None
    """The newest message that the page shows, for who says that they have read it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A word with an icon, its explanation, and what can be done about it."""

    text: str
    icon: str
    tone: str = ""
    detail: str = ""
    title: str = ""
    until: datetime | None = None
    ways: tuple[Way, ...] = ()
    later: Later | None = None
    """How another minute is chosen for it."""


def standing_of(delivery: Delivery, member: Member, network: str) -> Standing:
    """A reply that left from here, or is about to."""
    return _STANDINGS[DeliveryState(delivery.state)](delivery, member, network)


def standing_of_message(message: Message, network: str) -> Standing | None:
    """Trouble with taking one of our messages down, or that it is being taken down."""
    if message.removal_error:
        return Standing(_("Not taken down"), "alert", "overdue", detail=message.removal_error)
    if message.removal_due_at:
        return Standing(_("Being taken down on %(network)s") % {"network": network}, "clock")
    return None


def _scheduled(delivery: Delivery, member: Member) -> Standing:
    when, may_change = delivery.not_before, may(member, "delivery.reschedule", delivery)
    ways = _ways(member, delivery, ("delivery.cancel", "cancel", _("Cancel")))
    action = reverse("inbox:reschedule", args=[delivery.pk])
    later = later_for(f"d{delivery.pk}", action, when) if may_change else None
    text = _("Leaves %(when)s") % {"when": leaves_at(when)}
    return Standing(text, "calendar", "due", title=in_full(when), ways=ways, later=later)


def _held(delivery: Delivery, member: Member) -> Standing:
    """Kept by a crisis; whoever needs it now takes it back and sends it by approval."""
    when = leaves_at(delivery.scheduled_for) if delivery.scheduled_for else ""
    detail = _("A crisis is on, so nothing leaves by itself here. It was to leave %(when)s; that stands afterwards.")
    ways = _ways(member, delivery, ("delivery.cancel", "cancel", _("Back to the composer")))
    return Standing(_("Held"), "lock", "due", detail=detail % {"when": when}, ways=ways)


def _queued(delivery: Delivery, member: Member, _network: str) -> Standing:
    if delivery.held_by_id is not None:
        return _held(delivery, member)
    if delivery.is_scheduled:
        return _scheduled(delivery, member)
    ways = _ways(member, delivery, ("delivery.cancel", "cancel", _("Undo")))
    title = in_full(delivery.not_before)
    if timezone.now() - delivery.not_before > WAITS_ITS_TURN:
        held = _("It leaves once the reply before it is settled, its channel works and a worker is there.")
        return Standing(_("Held back"), "clock", "due", detail=held, title=title, ways=ways)
    return Standing(_("Leaves at once"), "clock", "due", title=title, until=delivery.not_before, ways=ways)


def _retry(delivery: Delivery, member: Member, _network: str) -> Standing:
    text = _("Tried %(count)d times, next at %(time)s")
    values = {"count": delivery.attempts, "time": clock(delivery.not_before)}
    ways = _ways(member, delivery, ("delivery.cancel", "cancel", _("Take back")))
    return Standing(text % values, "clock", "due", detail=delivery.error, ways=ways)


def _sending(_delivery: Delivery, _member: Member, _network: str) -> Standing:
    return Standing(_("Leaving now"), "send")


def _sent(delivery: Delivery, _member: Member, _network: str) -> Standing:
    return Standing(_("Sent"), "check", title=in_full(delivery.sent_at) if delivery.sent_at else "")


def _confirmed(delivery: Delivery, _member: Member, network: str) -> Standing:
    values = {"network": network}
    when = in_full(delivery.confirmed_at) if delivery.confirmed_at else ""
    return Standing(_("Seen on %(network)s") % values, "done", "ok", title=when)


def _uncertain(delivery: Delivery, member: Member, network: str) -> Standing:
    if not delivery.asks_people:
        looking = _(
            "%(network)s did not say whether it took this reply. Liaison looks for it there, and asks if in vain."
        )
        there = _ways(member, delivery, ("delivery.attest", "attest", _("It is there")))
        return Standing(_("Perhaps sent"), "alert", "due", detail=looking % {"network": network}, ways=there)
    detail = _("%(network)s did not say whether it took this reply. Look there before you send it again.")
    ways = (
        *_ways(member, delivery, ("delivery.attest", "attest", _("It is there"))),
        *_ways(member, delivery, ("delivery.send_again", "send_again", _("It is not: send again"))),
        *_ways(member, delivery, ("delivery.drop", "drop", _("Drop"))),
    )
    return Standing(_("Perhaps sent"), "alert", "due", detail=detail % {"network": network}, ways=ways)


def _rejected(delivery: Delivery, member: Member, _network: str) -> Standing:
    stale = delivery.draft.state == DraftState.STALE
    again = () if stale else _ways(member, delivery, ("delivery.send_again", "send_again", _("Send again")))
    ways = (
        *again,
        *_ways(member, delivery, ("delivery.drop", "drop", _("Back to the composer"))),
    )
    detail = delivery.error or _("The network refused it and gave no reason.")
    return Standing(_("Not sent"), "alert", "overdue", detail=detail, ways=ways)


def _ways(member: Member, delivery: Delivery, way: tuple[str, str, str]) -> tuple[Way, ...]:
    verb, address, text = way
    able = may_cancel(delivery, member) if verb == "delivery.cancel" else may(member, verb, delivery)
    if not able:
        return ()
    seen = newest_of_theirs(delivery.conversation) if verb == "delivery.send_again" else None
    return (Way(text, reverse(f"inbox:{address}", args=[delivery.pk]), seen),)


_STANDINGS = {
    DeliveryState.QUEUED: _queued,
    DeliveryState.RETRY: _retry,
    DeliveryState.SENDING: _sending,
    DeliveryState.SENT: _sent,
    DeliveryState.CONFIRMED: _confirmed,
    DeliveryState.UNCERTAIN: _uncertain,
    DeliveryState.REJECTED: _rejected,
}
SHOWN = tuple(_STANDINGS)
