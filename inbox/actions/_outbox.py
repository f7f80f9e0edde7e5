"""The one way into the outbox: the exact record is frozen, and leaves after the undo window."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from inbox.channels.base import Ability, Rejected
from inbox.connect import channel_of, connector_for, outgoing_for
from inbox.models import Delivery, Draft
from inbox.models.delivery import DeliveryState
from inbox.models.draft import DraftKind, DraftState
from inbox.variables import left_in, left_sentence


class AlreadySent(NotPossible):
    """The very same reply to the very same message has been sent before."""


def put_in_outbox(draft: Draft, *, by: Member) -> Delivery:
    """Queue the draft's present version; the caller holds conversation and draft, and has asked the rights.

    It leaves at the minute that was chosen for it, if that is still to come. Raises
    NotPossible for what the network would refuse, and AlreadySent.
    """
    refuse_unsendable(draft)
    refuse_repeated(draft)
    soon = timezone.now() + timedelta(seconds=by.undo_seconds)
    later = draft.send_at if draft.send_at and draft.send_at > soon else None
    delivery = Delivery(
        conversation=draft.conversation,
        channel=channel_of(draft),
        home_id=draft.answers.home_id if draft.answers else None,
        draft=draft,
        member=draft.author,
        answers=draft.answers,
        text=draft.text,
        key=uuid.uuid4(),
        not_before=later or soon,
        scheduled_for=later,
        created_at=timezone.now(),
    )
    try:
        delivery.record = connector_for(delivery.channel).freeze(outgoing_for(delivery))
    except Rejected as error:
        raise NotPossible(str(error)) from error
    delivery.external_id = str(delivery.record.get("external_id", ""))
    delivery.save()
    draft.state, draft.home_id, draft.approved_version = DraftState.APPROVED, delivery.home_id, draft.version
    draft.save()
    if later:
        record("delivery.schedule", delivery, by=by, draft=draft.pk, version=draft.version, at=later.isoformat())
    else:
        record("delivery.queue", delivery, by=by, draft=draft.pk, version=draft.version)
    return delivery


def draft_row(draft: Draft) -> Draft:
    """The draft as it stands, ours until the transaction ends, with all that sending asks of it."""
    related = ("conversation__channel", "conversation__department", "answers__author", "answers__channel", "author")
    return Draft.objects.select_for_update(of=("self",)).select_related(*related).get(pk=draft.pk)


def refuse_unsendable(draft: Draft) -> None:
    """Raise NotPossible, naming what the network or common sense would refuse."""
    channel = channel_of(draft)
    connector = connector_for(channel)
    if draft.kind != DraftKind.REPLY:
        raise NotPossible(_("A note is for members only."))
    if Ability.REPLY not in connector.abilities:
        raise NotPossible(_("%(channel)s can only be read, not answered.") % {"channel": channel})
    if not channel.is_active:
        raise NotPossible(_("%(channel)s is paused; nothing leaves it.") % {"channel": channel})
    if not draft.text.strip() and not draft.image:
        raise NotPossible(_("The reply is empty."))
    if left := left_in(draft.text):
        raise NotPossible(left_sentence(left))
    measure = connector.measure(draft.text, channel.settings)
    if measure.problem:
        raise NotPossible(measure.problem)
    if draft.answers is None:
        raise NotPossible(_("Choose the message you answer."))
    if draft.answers.removed_at:
        raise NotPossible(_("The message you answer was deleted by its author."))
    if draft.image and not draft.image_alt.strip():
        raise NotPossible(_("Describe the picture for those who can't see it."))


def refuse_repeated(draft: Draft) -> None:
    """The conversation is locked, so of several at once only the first finds nothing."""
    same = Delivery.objects.filter(conversation=draft.conversation_id, answers=draft.answers_id, text=draft.text)
    stands = Q(message=None) | Q(message__removed_at=None)
    if same.filter(stands).exclude(state=DeliveryState.CANCELLED).exists():
        raise AlreadySent(_("This very reply has been sent already."))
    waits = Draft.objects.filter(
        conversation=draft.conversation_id,
        answers=draft.answers_id,
        text=draft.text,
        kind=DraftKind.REPLY,
        state__in=(DraftState.SUBMITTED, DraftState.STALE),
    )
    if waits.exclude(pk=draft.pk).exists():
        raise AlreadySent(_("This very reply waits for approval already."))
