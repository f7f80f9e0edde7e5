"""A reply on its way out, as people act on it: queue, cancel, settle what is uncertain."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._outbox import AlreadySent, put_in_outbox
from inbox.actions._ready import ready_to_leave
from inbox.actions._sent import stands_on_network
from inbox.actions._steps import bind_to_read, give_back, take_back
from inbox.actions.refresh import states_after
from inbox.channels.base import Sent
from inbox.freshness import SENTENCES, why_stale
from inbox.models import Delivery, Draft
from inbox.models.delivery import WAITING, DeliveryState
from inbox.models.draft import DraftState
from inbox.reviewing import may_cancel, steps_of

__all__ = ["AlreadySent", "attest", "cancel", "drop", "queue", "send_again"]


@transaction.atomic
def queue(draft: Draft, *, by: Member, seen: int | None = None) -> Delivery:
    """Send one's own reply: its exact record is frozen now and leaves after the undo window.

    `seen` is the number of the newest message of theirs that had been read (all that is there,
    without). Raises NotPossible for what the network would refuse or somebody must approve
    first, naming what is wrong, and AlreadySent when the same words answer the same message
    already: a form that was submitted twice, from two tabs or again after a lost answer, makes
    one reply.
    """
    draft = ready_to_leave(draft, "delivery.queue", by=by, seen=seen)
    draft.send_at = None
    return put_in_outbox(draft, by=by)


@transaction.atomic
def cancel(delivery: Delivery, *, by: Actor) -> Delivery:
    """Undo sending while it waits; the text goes back into the composer, or before whoever approved it.

    Its author may, whatever they are here, and whoever approved it.

    Raises NotPossible when it has left already.
    """
    delivery = _own(delivery)
    if not may_cancel(delivery, by):
        require(by, "delivery.cancel", delivery)
    if delivery.state not in WAITING:
        raise NotPossible(_("It is too late: this reply has left already."))
    delivery.state = DeliveryState.CANCELLED
    delivery.save(update_fields=["state"])
    take_back(delivery.draft, by=by)
    record("delivery.cancel", delivery, by=by)
    return delivery


@transaction.atomic
def attest(delivery: Delivery, *, by: Actor, address: str = "") -> Delivery:
    """*It is there*: a person looked on the network and found the reply, perhaps with its web address."""
    delivery = _own(delivery)
    require(by, "delivery.attest", delivery)
    _refuse_certain(delivery)
    message = stands_on_network(delivery, Sent(delivery.external_id or f"attested:{delivery.key}", url=address))
    record("delivery.attest", delivery, by=by)
    states_after([message], by=by)
    return delivery


@transaction.atomic
def drop(delivery: Delivery, *, by: Actor) -> Delivery:
    """*Drop*: it is not there, and is not to be sent; the text goes back into the composer."""
    delivery = _own(delivery)
    require(by, "delivery.drop", delivery)
    if delivery.state != DeliveryState.REJECTED:
        _refuse_early(delivery)
    delivery.state = DeliveryState.CANCELLED
    delivery.save(update_fields=["state"])
    give_back(delivery.draft)
    record("delivery.drop", delivery, by=by)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor, seen: int | None = None) -> Delivery:
    """A person looked on the network and the reply is not there: try once more.

    Also for one that was rejected, once the cause is mended. Whoever decides so has read up to
    the message `seen` (all that is there, without), unless somebody else approved it: then what
    they read counts. Raises NotPossible when something newer stands there.
    """
    delivery = _own(delivery)
    require(by, "delivery.send_again", delivery)
    if delivery.draft.state == DraftState.STALE:
        raise NotPossible(_("Something has changed since it was written. Look at it again first."))
    if delivery.state != DeliveryState.REJECTED:
        _refuse_early(delivery)
    _refuse_unread(delivery.draft, seen)
    delivery.state, delivery.not_before = DeliveryState.QUEUED, timezone.now()
    delivery.look_ups, delivery.error = 0, ""
    delivery.doubted_at, delivery.is_repeatable, delivery.asked_again_at = None, True, delivery.not_before
    delivery.save()
    record("delivery.send_again", delivery, by=by)
    return delivery


def _refuse_unread(draft: Draft, seen: int | None) -> None:
    """What was approved answers what its approvers had read, and nobody else can say that it still does."""
    if not steps_of(draft):
        bind_to_read(draft, seen=seen).save()
        return
    cause = why_stale(draft)
    if cause is not None:
        again = _("Take the text back and have it approved again.")
        raise NotPossible(f"{SENTENCES[cause]()} {again}")


def _own(delivery: Delivery) -> Delivery:
    lock(delivery.conversation)
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("conversation__department", "channel", "draft")
        .get(pk=delivery.pk)
    )


def _refuse_certain(delivery: Delivery) -> None:
    if delivery.state != DeliveryState.UNCERTAIN:
        raise NotPossible(_("It is known by now what became of this reply."))


def _refuse_early(delivery: Delivery) -> None:
    """It may still be on its way: who decides that it is not there must be able to know."""
    _refuse_certain(delivery)
    if not delivery.asks_people:
        raise NotPossible(_("Liaison still looks whether it arrived. It asks within ten minutes."))
