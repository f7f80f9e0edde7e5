"""Which events a webhook is told of: those that its member may know, narrowed by what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from accounts.feed import told_to
from accounts.models import Event
from inbox.filters.query import ListQuery
from inbox.filters.rows import ALL
from inbox.hooks.payload import as_colleague
from inbox.models import Conversation, Webhook
from inbox.models.webhook import Target


def matching(webhook: Webhook, events: Sequence[Event]) -> list[Event]:
    """Those of these events, in their order; `webhook` comes from Webhook.objects.gathering().

    A person's chat or mailbox is told only what its member would see without being an
    administrator; a program of an administrator knows the numbers of everything.
    """
    if not events:
        return []
    member = webhook.member if webhook.kind == Target.PROGRAM else as_colleague(webhook.member)
    seen = Conversation.objects.visible_to(member)
    rows = told_to(member, seen).filter(pk__in=[event.pk for event in events])
    rows = rows.filter(_chosen(webhook), recorded_at__gte=webhook.created_at)
    if labels := [label.merged_into_id or label.pk for label in webhook.labels.all()]:
        rows = rows.filter(conversation_id__in=seen.filter(labels__in=labels).order_by().values("pk"))
    if webhook.query:
        query = ListQuery.parse(webhook.query)
        shown = replace(query, status=query.status or ALL, saved=0, sort="newest").rows(member)
        rows = rows.filter(conversation_id__in=shown.order_by().values("pk"))
    found = set(rows.values_list("pk", flat=True))
    return [event for event in events if event.pk in found]


def _chosen(webhook: Webhook) -> Q:
    """By verb, department and channel; "escalation.*" is all of that room."""
    found = ~Q(verb="webhook.test")
    if webhook.verbs:
        rooms = [Q(verb__startswith=verb.removesuffix("*")) for verb in webhook.verbs if verb.endswith(".*")]
        verbs = Q(verb__in=[verb for verb in webhook.verbs if not verb.endswith(".*")])
        for room in rooms:
            verbs |= room
        found &= verbs
    if departments := [department.pk for department in webhook.departments.all()]:
        # A request concerns whom it asks as much as whoever asks.
        asked = Q(verb__startswith="escalation.", data__to__in=departments)
        found &= Q(department_id__in=departments) | asked
    if channels := [channel.pk for channel in webhook.channels.all()]:
        found &= Q(channel_id__in=channels)
    return found
