"""Webhooks: who outside is told what happens, and the log of what was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Explained, Known, Listed, Shape, Strict
from accounts.models import Member
from inbox.actions import webhook, webhook_calls
from inbox.api.fields import moment
from inbox.api.who import a_channel, a_department, a_label
from inbox.models import SavedView, Webhook, WebhookCall, WebhookTry
from inbox.models.webhook import WEBHOOK_NAME_LENGTH, CallState, Target

LONGEST_OVERLAP = 30 * 24


class WebhookShape(Shape[Webhook]):
    """Who outside is told what happens. Its secret is never told again, its address without what may be one."""

    address: Any = serializers.CharField(source="shown_address", read_only=True)

    class Meta:
        model = Webhook
        fields = (
            *("id", "name", "kind", "address", "member", "verbs", "departments", "channels", "labels", "view"),
            *("query", "with_content", "paused_at", "pause_cause", "archived_at", "last_success_at", "failing_since"),
            *("error", "made_by", "created_at"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "kind": "What stands at the address, and so the form in which it is told.",
        "address": "Where it is told; of a chat only the host, and nothing behind a ?, which may be a secret.",
        "member": "In whose rights it reads: a program, or whoever made it.",
        "verbs": "The acts that are told, such as message.receive, or escalation.* for a whole room; empty is all.",
        "departments": "Only what these hold or are asked; empty is any.",
        "channels": "Only what arrived on these; empty is any.",
        "labels": "Only conversations with one of these; empty is any.",
        "view": "The saved view whose list narrows it; null where there is none, or where that was deleted.",
        "query": "The list that narrows it, as it was when its view was chosen; empty narrows nothing.",
        "with_content": "Whether the words that were written are told, too.",
        "paused_at": "Since when nothing is sent; null while it goes on.",
        "pause_cause": "Who or what paused it: a member, three days without an arrival, or an answer of 410.",
        "archived_at": "When it was put away for good; null while it stands.",
        "last_success_at": "When a message last arrived.",
        "failing_since": "Since when nothing arrives; null while it works.",
        "error": "Why the last message did not arrive; empty when it did.",
        "made_by": "The member who made it.",
        "created_at": "When it was made; what happened before is not told.",
    }


class NewSecret(Explained):
    """A webhook's secret, which can't be shown again; empty where nothing is signed."""

    webhook = serializers.IntegerField(help_text="The webhook's number.")
    secret = serializers.CharField(
        allow_blank=True, help_text="Starts with whsec_; any library of Standard Webhooks verifies with it."
    )


def _several(one: Any) -> serializers.ListField:
    return serializers.ListField(child=one, required=False, default=list, max_length=200)


class WebhookFacts(Strict):
    """Where, and of what; what is empty narrows nothing."""

    name = serializers.CharField(max_length=WEBHOOK_NAME_LENGTH)
    address = serializers.CharField(max_length=2000, help_text="https://…, or an e-mail address.")
    verbs = _several(serializers.CharField(max_length=60, help_text="Such as message.receive, or escalation.*"))
    departments = _several(a_department())
    channels = _several(a_channel())
    labels = _several(a_label())
    view = Known(SavedView.objects.visible_to, SavedView, required=False, allow_null=True, default=None)
    with_content = serializers.BooleanField(required=False, default=False)

    meanings: ClassVar = {
        "name": "What administrators call it; no other that stands has the same.",
        "verbs": "The acts that are told; empty is all, which only a program may be told.",
        "departments": "Only what these hold or are asked.",
        "channels": "Only what arrived on these.",
        "labels": "Only conversations with one of these.",
        "view": "Only what is in the list of this saved view, as it reads now.",
        "with_content": "Whether the words that were written are told, too, as far as its member may read them.",
    }

    def validate(self, attrs: Facts) -> Facts:
        """A change that names no view leaves the list that was chosen, whatever became of the view."""
        return {**attrs, "keep_list": "view" not in attrs} if self.partial else attrs


class NewWebhook(WebhookFacts):
    """And in whose rights, and in which form; these stay."""

    kind = serializers.ChoiceField(choices=Target.choices, required=False, default=Target.PROGRAM)
    member = Known(
        lambda by: Member.objects.active().filter(is_program=True) | Member.objects.filter(pk=by.pk),
        Member,
        required=False,
        allow_null=True,
        default=None,
        help_text="In whose rights it reads: a program's; without one in yours.",
    )

    meanings: ClassVar = {"kind": "What stands at the address, and so the form in which it is told."}


class Rotating(Strict):
    """For how long the former secret signs beside the new one."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        required=False,
        default=24,
        help_text="Hours for which both sign; 0 ends the former secret at once.",
    )


class Replaying(Strict):
    """From when until when it was first sent."""

    since = moment()
    until = moment()

    def validate(self, attrs: Facts) -> Facts:
        """In this order."""
        if attrs["since"] >= attrs["until"]:
            raise ValidationError({"until": [_("The end comes after the beginning.")]})
        return attrs


class TryShape(Shape[WebhookTry]):
    """One attempt: what was sent without anybody's words, what was answered, and how long it took."""

    request: Any = serializers.DictField(read_only=True)
    response: Any = serializers.DictField(read_only=True)

    class Meta:
        model = WebhookTry
        fields = ("started_at", "milliseconds", "status", "error", "request", "response")
        read_only_fields = fields

    meanings: ClassVar = {
        "started_at": "When it began.",
        "milliseconds": "How long the receiver took.",
        "status": "What it answered with; null where nobody answered.",
        "error": "Why it counts as failed; empty where it arrived.",
        "request": "Address, headers and body as they left, but for people's words.",
        "response": "Some headers, and the beginning of the body.",
    }


class WebhookCallShape(Shape[WebhookCall]):
    """The telling of one event. `message_id` is the same at each attempt and replay."""

    message_id: Any = serializers.CharField(read_only=True)
    tries = TryShape(many=True, read_only=True)

    class Meta:
        model = WebhookCall
        fields = (
            *("id", "message_id", "webhook", "event_id", "verb", "conversation_id", "replays", "state", "attempts"),
            *("created_at", "due_at", "ended_at", "tries"),
        )
        read_only_fields = fields

    meanings: ClassVar = {
        "message_id": "The header webhook-id, by which receivers know repeats.",
        "webhook": "Who is told.",
        "event_id": "The event that is told, by its id in /events/.",
        "verb": "What happened.",
        "conversation_id": "Where it happened; null for what concerns no conversation.",
        "replays": "The telling that this one repeats; null for a first one.",
        "state": "waiting, delivered, or given_up after three days.",
        "attempts": "How often it was tried.",
        "created_at": "When it was put in line.",
        "due_at": "When it is tried next, or was last to be tried.",
        "ended_at": "When it arrived or was given up; null while it waits.",
        "tries": "Each attempt, the first one first.",
    }


class CallsAsked(Listed):
    """Which of them."""

    webhook = serializers.IntegerField(
        required=False, min_value=1, max_value=GREATEST, help_text="What this one was told."
    )
    state = serializers.ChoiceField(choices=CallState.choices, required=False, help_text="Those that stand so.")


def _create(call: Call) -> dict[str, Any]:
    return _secret(webhook.create(**call.given, by=call.by))


def _rotate(call: Call) -> dict[str, Any]:
    overlap = timedelta(hours=call.given["overlap_hours"])
    return _secret(webhook.rotate_secret(call.row, overlap=overlap, by=call.by))


def _secret(made: tuple[Webhook, str]) -> dict[str, Any]:
    return {"webhook": made[0].pk, "secret": made[1]}


def _change(call: Call) -> Webhook:
    several = {name: list(call.given[name].all()) for name in _SEVERAL if hasattr(call.given[name], "all")}
    return webhook.change(call.row, **(call.given | several), by=call.by)


def _calls(rows: Any, given: Facts, _by: Member) -> Any:
    return rows.filter(**{name: given[name] for name in ("webhook", "state") if given.get(name) is not None})


_SEVERAL = ("departments", "channels", "labels")
WEBHOOKS = Resource(
    name="webhooks",
    area="webhooks",
    about="Who outside is told what happens: programs by signed messages, people in their own tools.",
    rows=lambda _by: Webhook.objects.select_related("member").prefetch_related(*_SEVERAL),
    shown=WebhookShape,
    create=Act("webhook.create", webhook.create, NewWebhook, how=_create, shown=NewSecret),
    change=Act("webhook.change", webhook.change, WebhookFacts, how=_change),
    acts=(
        Act("webhook.pause", webhook.pause),
        Act("webhook.resume", webhook.resume),
        Act("webhook.rotate_secret", webhook.rotate_secret, Rotating, how=_rotate, shown=NewSecret),
        Act("webhook.test", webhook.test, shown=WebhookCallShape),
        Act("webhook.replay", webhook_calls.replay, Replaying),
        Act("webhook.archive", webhook.archive),
    ),
    administrators=True,
)
WEBHOOK_CALLS = Resource(
    name="webhook-calls",
    area="webhooks",
    about="What webhooks were told, with each attempt; kept for 30 days.",
    rows=lambda _by: WebhookCall.objects.select_related("webhook").prefetch_related("tries"),
    shown=WebhookCallShape,
    asked=CallsAsked,
    narrow=_calls,
    acts=(Act("webhook.send_again", webhook_calls.send_again, shown=WebhookCallShape),),
    administrators=True,
)
RESOURCES = (WEBHOOKS, WEBHOOK_CALLS)
