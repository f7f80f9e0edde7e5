"""Drafts on their way, and the deliveries that they become."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Shape, Strict
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Member
from inbox.actions import delegate, deliver, draft, review, schedule, submit
from inbox.api.fields import moment
from inbox.api.notes import OfConversation, of_conversation
from inbox.api.pictures import ATTACH, PICTURE
from inbox.api.who import a_conversation, a_member, a_message
from inbox.forms import LONGEST
from inbox.models import Conversation, Delegation, Delivery, Draft
from inbox.models.delivery import DeliveryState
from inbox.models.draft import OPEN, DraftKind, DraftState

UNSEEN = (DraftState.WRITING, DraftState.DISCARDED)
"""What is its author's matter alone."""


class DraftShape(Shape[Draft]):
    """A reply on its way. `version` grows with each change of its words; acts of approval name it."""

    has_picture: Any = serializers.SerializerMethodField()

    class Meta:
        model = Draft
        fields = (
            *("id", "conversation", "author", "state", "answers", "text", "has_picture", "image_alt", "version"),
            *("is_by_program", "submitted_by", "submitted_at", "round", "send_at", "approved_version"),
            *("created_at", "updated_at"),
        )
        read_only_fields = fields

    def get_has_picture(self, row: Draft) -> bool:
        """Whether a picture goes along."""
        return bool(row.image_type)


class DeliveryShape(Shape[Delivery]):
    """A reply on its way out, and the truth about whether it was sent."""

    class Meta:
        model = Delivery
        fields = (
            *("id", "conversation", "channel", "draft", "member", "answers", "text", "state", "not_before"),
            *("scheduled_for", "held_by", "attempts", "sent_at", "confirmed_at", "external_id", "error", "message"),
            "created_at",
        )
        read_only_fields = fields


class DelegationShape(Shape[Delegation]):
    """Who decides in whose place, until when."""

    class Meta:
        model = Delegation
        fields = ("member", "delegate", "until")
        read_only_fields = fields


class DraftsAsked(OfConversation):
    """Which drafts."""

    state = serializers.ChoiceField(choices=DraftState.choices, required=False)
    author = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class DeliveriesAsked(OfConversation):
    """Which deliveries."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, required=False)
    draft = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    channel = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


def text(**options: Any) -> serializers.CharField:
    """The words of a reply, as they are to be sent."""
    return serializers.CharField(max_length=LONGEST, trim_whitespace=False, **options)


def number(**options: Any) -> serializers.IntegerField:
    """A version, or the number of a message."""
    return serializers.IntegerField(min_value=0, max_value=GREATEST, **options)


class Words(Strict):
    """What is to be answered; it may be empty while it is being written."""

    text = text(allow_blank=True)
    answers = a_message(required=False, allow_null=True, default=None)
    image_alt = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")


class NewDraft(Words):
    """And where. One's open draft of a conversation is one: writing again changes it."""

    conversation = a_conversation()


class Sending(Strict):
    """What had been read: what is newer makes the reply stale."""

    seen = number(required=False, allow_null=True, help_text="The newest message that you have read.")


class Submitting(Sending):
    """And when it leaves, once approved."""

    at = moment(required=False, allow_null=True)


class Scheduling(Sending):
    """When it leaves."""

    at = moment()


class Version(Strict):
    """The version that was looked at."""

    version = number()


class Returning(Version):
    """And what should change."""

    note = serializers.CharField(max_length=20_000)


class Amending(Version):
    """And the words that it shall have."""

    text = text()
    image_alt = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=1000)


class LookingAgain(Version):
    """And up to which message one has read."""

    seen = number()


class Delegating(Strict):
    """Who decides in one's place, until when."""

    to = a_member()
    until = moment()


class Rescheduling(Strict):
    """When it leaves instead."""

    at = moment()


class Attesting(Strict):
    """That it stands on the network, and where."""

    address = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")


def drafts(by: Member) -> QuerySet[Draft]:
    """Replies in conversations that they may see: one's own, and those that left their author's desk."""
    rows = Draft.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by(), kind=DraftKind.REPLY)
    seen = rows.filter(Q(author=by) | ~Q(state__in=UNSEEN))
    return seen.select_related("conversation__department").defer("image")


def deliveries(by: Member) -> QuerySet[Delivery]:
    """Of conversations that they may see."""
    rows = Delivery.objects.filter(conversation__in=Conversation.objects.visible_to(by).order_by())
    return rows.select_related("conversation__department")


def _narrow(rows: QuerySet[Any], given: Facts, by: Member) -> QuerySet[Any]:
    rows = of_conversation(rows, given, by)
    named = {name: given[name] for name in ("state", "author", "draft", "channel") if given.get(name) is not None}
    return rows.filter(**named)


def _write(call: Call) -> Draft:
    return draft.write(**call.given, kind=str(DraftKind.REPLY), by=call.by)


def _write_on(call: Call) -> Draft:
    if call.row.author_id != call.by.pk:
        raise NotAllowed(_("Only its author may change a draft that is being written."))
    if call.row.state not in OPEN:
        raise NotPossible(_("This draft is no longer being written."))
    return draft.write(call.row.conversation, **call.given, kind=str(DraftKind.REPLY), by=call.by)


DRAFTS = Resource(
    name="drafts",
    area="replies",
    about="Replies on their way: one's own while they are being written, and all that were submitted.",
    rows=drafts,
    shown=DraftShape,
    asked=DraftsAsked,
    narrow=_narrow,
    create=Act("draft.write", draft.write, NewDraft, how=_write),
    change=Act("draft.write", draft.write, Words, how=_write_on),
    acts=(
        ATTACH,
        Act("draft.discard", draft.discard),
        Act("draft.submit", submit.submit, Submitting),
        Act("draft.withdraw", submit.withdraw),
        Act("draft.approve", review.approve, Version),
        Act("draft.return", review.return_draft, Returning),
        Act("draft.amend", review.amend, Amending),
        Act("draft.look_again", review.look_again, LookingAgain),
        Act("delivery.queue", deliver.queue, Sending, shown=DeliveryShape),
        Act("delivery.schedule", schedule.schedule, Scheduling, shown=DeliveryShape),
    ),
    wide=(
        Act(
            "draft.delegate",
            delegate.delegate,
            Delegating,
            how=lambda call: delegate.delegate(call.by, **call.given, by=call.by),
            shown=DelegationShape,
        ),
        Act("draft.undelegate", delegate.undelegate, how=lambda call: delegate.undelegate(call.by, by=call.by)),
    ),
    looks=(PICTURE,),
)
DELIVERIES = Resource(
    name="deliveries",
    area="replies",
    about="What was approved, and whether it was sent. An uncertain one waits for a person who looks.",
    rows=deliveries,
    shown=DeliveryShape,
    asked=DeliveriesAsked,
    narrow=_narrow,
    acts=(
        Act("delivery.reschedule", schedule.reschedule, Rescheduling),
        Act("delivery.cancel", deliver.cancel),
        Act("delivery.attest", deliver.attest, Attesting),
        Act("delivery.drop", deliver.drop),
        Act("delivery.send_again", deliver.send_again, Sending),
    ),
)
