"""Sending replies. The network is called outside any transaction."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.actors import DELIVERY
from inbox.actions import dispatch, reconcile
from inbox.actions.restore import notice_restore
from inbox.channels.base import (
    ChannelError,
    Rejected,
    RetryLater,
    Unauthorised,
    Uncertain,
)
from inbox.channels.outbound.watch import no_later_than
from inbox.connect import connector_for, images_of, tried_record
from inbox.models import Delivery

log = logging.getLogger(__name__)

SPARE = 5
"""Seconds of the lease that are left when the last byte leaves."""


@shared_task
def deliver(delivery_id: int) -> None:
    """Send one delivery if it is due and nobody else does; nothing right after a restore."""
    if notice_restore(by=DELIVERY):
        return
    began = time.monotonic()
    delivery = dispatch.start(delivery_id)
    if delivery is None:
        return
    _send(delivery, began)
    _wake_next(delivery)


def _send(delivery: Delivery, began: float) -> None:
    """Call the network, which hears nothing any more once the attempt counts as over, whatever held us up."""
    try:
        connector = connector_for(delivery.channel)
        lasts = min(connector.send_seconds, settings.DELIVERY_LEASE - SPARE)
        with no_later_than(began + lasts):
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


def _wake_next(delivery: Delivery) -> None:
    """A reply of the same conversation may have waited for this one."""
    for delivery_id in Delivery.objects.leaving().filter(conversation=delivery.conversation_id).values_list("pk")[:1]:
        deliver.delay(*delivery_id)


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
        reconcile.blind(delivery)
    else:
        if sent is not None:
            reconcile.found(delivery, sent=sent)
        else:
            reconcile.missing(delivery, key_life=connector.key_life)


@shared_task
def sweep_deliveries() -> None:
    """Find what is due; a lost wake-up loses nothing."""
    notice_restore(by=DELIVERY)
    for delivery in Delivery.objects.abandoned().select_related("conversation").order_by("lease_until")[:200]:
        dispatch.lose(delivery, error=_("The worker that was sending it ended half-way."))
    for delivery_id in Delivery.objects.leaving().order_by("not_before").values_list("pk", flat=True)[:500]:
        deliver.delay(delivery_id)
    for delivery_id in Delivery.objects.to_look_up().order_by("not_before").values_list("pk", flat=True)[:200]:
        look_up.delay(delivery_id)
