"""Sending replies. The network is called outside any transaction."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.translation import gettext as _

from accounts.actors import DELIVERY
from accounts.permissions import may
from inbox.actions import dispatch
from inbox.actions.restore import notice_restore
from inbox.channels.base import (
    ChannelError,
    Rejected,
    RetryLater,
    Unauthorised,
    Uncertain,
)
from inbox.connect import connector_for, images_of, tried_record
from inbox.models import Delivery

log = logging.getLogger(__name__)


@shared_task
def deliver(delivery_id: int) -> None:
    """Send one delivery if it is due and nobody else does; nothing right after a restore."""
    if notice_restore(by=DELIVERY):
        return
    delivery = dispatch.start(delivery_id)
    if delivery is None:
        return
    reason = _reason_to_hold(delivery)
    if reason:
        dispatch.reject(delivery, error=reason)
    else:
        _send(delivery)


def _reason_to_hold(delivery: Delivery) -> str:
    """What has changed since it was queued, as a sentence; nothing means that it may leave."""
    # What was queued before a merge left by the right that its own department gave.
    holders = [delivery, delivery.home] if delivery.home else [delivery]
    if not any(may(delivery.member, "delivery.queue", holder) for holder in holders):
        return _("%(member)s may no longer send here.") % {"member": delivery.member}
    answered = delivery.answers
    if answered is None:
        return ""
    answered.refresh_from_db(fields=["removed_at", "edited_at"])
    if answered.removed_at:
        return _("The message it answers was deleted by its author.")
    if answered.edited_at and answered.edited_at > delivery.created_at:
        return _("The message it answers was edited since. Read it, then send again.")
    return ""


def _send(delivery: Delivery) -> None:
    try:
        connector = connector_for(delivery.channel)
        sent = connector.send(delivery.record, images_of(delivery.draft))
    except RetryLater as error:
        dispatch.retry(delivery, error=str(error), at=error.at)
    except Unauthorised as error:
        dispatch.retry(delivery, error=str(error), at=None)
    except Rejected as error:
        dispatch.reject(delivery, error=str(error))
    except Uncertain as error:
        dispatch.lose(delivery, error=str(error))
    except Exception as error:
        # Whatever else went wrong, the request may have left: look before anything else.
        log.exception("delivery %s broke off", delivery.pk)
        dispatch.lose(delivery, error=f"{type(error).__name__}: {error}")
    else:
        dispatch.succeed(delivery, sent=sent)


@shared_task
def look_up(delivery_id: int) -> None:
    """Ask the network whether an uncertain delivery stands there."""
    delivery = (
        Delivery.objects.to_look_up()
        .select_related("channel", "conversation", "draft", "answers", "member")
        .filter(pk=delivery_id)
        .first()
    )
    if delivery is None:
        return
    connector = connector_for(delivery.channel)
    try:
        sent = connector.find(tried_record(delivery))
    except ChannelError as error:
        log.warning("look-up of delivery %s: %s", delivery.pk, error)
        dispatch.blind(delivery)
    else:
        if sent is not None:
            dispatch.found(delivery, sent=sent)
        else:
            dispatch.missing(delivery, key_life=connector.key_life)


@shared_task
def sweep_deliveries() -> None:
    """Find what is due; a lost wake-up loses nothing."""
    notice_restore(by=DELIVERY)
    for delivery in Delivery.objects.abandoned().select_related("conversation")[:200]:
        dispatch.lose(delivery, error=_("The worker that was sending it ended half-way."))
    for delivery_id in Delivery.objects.due().order_by("not_before").values_list("pk", flat=True)[:500]:
        deliver.delay(delivery_id)
    for delivery_id in Delivery.objects.to_look_up().values_list("pk", flat=True)[:200]:
        look_up.delay(delivery_id)
