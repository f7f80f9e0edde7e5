"""A reply on its way out, as people act on it: queue, cancel, settle what is uncertain."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions._lock import lock
from inbox.actions._sent import stands_on_network
from inbox.actions.refresh import states_after
from inbox.channels.base import Ability, Rejected, Sent
from inbox.connect import channel_of, connector_for, outgoing_for
from inbox.models import Delivery, Draft
from inbox.models.delivery import WAITING, DeliveryState
from inbox.models.draft import DraftKind, DraftState


class AlreadySent(NotPossible):
    """The very same reply to the very same message has been sent before."""


@transaction.atomic
def queue(draft: Draft, *, by: Member) -> Delivery:
    """Send a reply: its exact record is frozen now and leaves after the undo window.

    Raises NotPossible for what the network would refuse, naming what is wrong, and
    AlreadySent when the same words answer the same message already: a form that was
    submitted twice, from two tabs or again after a lost answer, makes one reply.
    """
    lock(draft.conversation)
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("conversation__channel", "conversation__department", "answers__author", "answers__channel")
        .get(pk=draft.pk)
    )
    require(by, "delivery.queue", draft)
    _refuse_unsendable(draft)
    _refuse_repeated(draft)
    delivery = Delivery(
        conversation=draft.conversation,
        channel=channel_of(draft),
        home_id=draft.answers.home_id if draft.answers else None,
        draft=draft,
        member=by,
        answers=draft.answers,
        text=draft.text,
        key=uuid.uuid4(),
        not_before=timezone.now() + timedelta(seconds=by.undo_seconds),
        created_at=timezone.now(),
    )
    try:
        delivery.record = connector_for(delivery.channel).freeze(outgoing_for(delivery))
    except Rejected as error:
        raise NotPossible(str(error)) from error
    delivery.external_id = str(delivery.record.get("external_id", ""))
    delivery.save()
    draft.state, draft.home_id = DraftState.APPROVED, delivery.home_id
    draft.save(update_fields=["state", "home", "updated_at"])
    record("delivery.queue", delivery, by=by, draft=draft.pk, version=draft.version)
    return delivery


@transaction.atomic
def cancel(delivery: Delivery, *, by: Actor) -> Delivery:
    """Undo sending while it waits; the text goes back into the composer.

    Raises NotPossible when it has left already.
    """
    delivery = _own(delivery)
    require(by, "delivery.cancel", delivery)
    if delivery.state not in WAITING:
        raise NotPossible(_("It is too late: this reply has left already."))
    delivery.state = DeliveryState.CANCELLED
    delivery.save(update_fields=["state"])
    _give_back(delivery.draft)
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
    _give_back(delivery.draft)
    record("delivery.drop", delivery, by=by)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """A person looked on the network and the reply is not there: try once more.

    Also for one that was rejected, once the cause is mended.
    """
    delivery = _own(delivery)
    require(by, "delivery.send_again", delivery)
    if delivery.state != DeliveryState.REJECTED:
        _refuse_early(delivery)
    delivery.state, delivery.not_before = DeliveryState.QUEUED, timezone.now()
    delivery.look_ups, delivery.error = 0, ""
    delivery.doubted_at, delivery.is_repeatable, delivery.asked_again_at = None, True, delivery.not_before
    delivery.save()
    record("delivery.send_again", delivery, by=by)
    return delivery


def _own(delivery: Delivery) -> Delivery:
    lock(delivery.conversation)
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("conversation__department", "channel", "draft")
        .get(pk=delivery.pk)
    )


def _refuse_unsendable(draft: Draft) -> None:
    channel = channel_of(draft)
    connector = connector_for(channel)
    if draft.state != DraftState.WRITING or draft.kind != DraftKind.REPLY:
        raise NotPossible(_("This draft has been sent or discarded already."))
    if Ability.REPLY not in connector.abilities:
        raise NotPossible(_("%(channel)s can only be read, not answered.") % {"channel": channel})
    if not channel.is_active:
        raise NotPossible(_("%(channel)s is paused; nothing leaves it.") % {"channel": channel})
    if not draft.text.strip() and not draft.image:
        raise NotPossible(_("The reply is empty."))
    measure = connector.measure(draft.text, channel.settings)
    if measure.problem:
        raise NotPossible(measure.problem)
    if draft.answers is None:
        raise NotPossible(_("Choose the message you answer."))
    if draft.answers.removed_at:
        raise NotPossible(_("The message you answer was deleted by its author."))
    if draft.image and not draft.image_alt.strip():
        raise NotPossible(_("Describe the picture for those who can't see it."))


def _refuse_repeated(draft: Draft) -> None:
    """The conversation is locked, so of several at once only the first finds nothing."""
    same = Delivery.objects.filter(conversation=draft.conversation_id, answers=draft.answers_id, text=draft.text)
    stands = Q(message=None) | Q(message__removed_at=None)
    if same.filter(stands).exclude(state=DeliveryState.CANCELLED).exists():
        raise AlreadySent(_("This very reply has been sent already."))


def _refuse_certain(delivery: Delivery) -> None:
    if delivery.state != DeliveryState.UNCERTAIN:
        raise NotPossible(_("It is known by now what became of this reply."))


def _refuse_early(delivery: Delivery) -> None:
    """It may still be on its way: who decides that it is not there must be able to know."""
    _refuse_certain(delivery)
    if not delivery.asks_people:
        raise NotPossible(_("Liaison still looks whether it arrived. It asks within ten minutes."))


def _give_back(draft: Draft) -> None:
    """Open the draft for writing again, unless its author has begun another."""
    other = Draft.objects.filter(
        conversation=draft.conversation_id,
        author=draft.author_id,
        kind=DraftKind.REPLY,
        state=DraftState.WRITING,
    ).exclude(text="")
    draft.state = DraftState.DISCARDED if other.exists() else DraftState.WRITING
    if draft.state == DraftState.WRITING:
        Draft.objects.filter(
            conversation=draft.conversation_id,
            author=draft.author_id,
            kind=DraftKind.REPLY,
            state=DraftState.WRITING,
        ).delete()
    draft.save(update_fields=["state", "updated_at"])
