"""Reports as rows for files: one a conversation or a request, then what the page says of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from inbox.models import Conversation, Escalation
from reports.models import Kind, Sample

BATCH = 1_000
type Cell = str | int | float | None
type Row = Sequence[Cell]


def conversation_rows(found: QuerySet[Conversation], totals: Iterable[Row] = ()) -> Iterator[Row]:
    """A heading, each conversation, then the totals. Reads in batches, so that memory does not grow with them."""
    yield (
        *(_("Number"), _("Address"), _("Opened"), _("Channel"), _("Network"), _("Department"), _("Who wrote")),
        *(_("Status"), _("Outcome"), _("Priority"), _("Labels"), _("Messages"), _("Waiting since")),
        *(_("Resolved"), _("First response in seconds"), _("Preview")),
    )
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    for some in batched(ids, BATCH):
        related = ("channel", "department", "author")
        rows = Conversation.objects.filter(pk__in=some).select_related(*related).prefetch_related("labels")
        firsts = dict(
            Sample.objects.filter(conversation_id__in=some, kind=Kind.FIRST, tag="answered").values_list(
                "conversation_id", "value"
            )
        )
        for row in rows.defer("channel__credentials").order_by("pk"):
            yield _conversation(row, firsts.get(row.pk))
    yield from _with_space(totals)


def request_rows(found: QuerySet[Escalation], totals: Iterable[Row] = ()) -> Iterator[Row]:
    """The same of requests between departments."""
    yield (
        *(_("Conversation"), _("Address"), _("Asks"), _("Is asked"), _("Kind"), _("Reason"), _("State"), _("Asked")),
        *(_("Due"), _("Accepted"), _("Answered"), _("Over"), _("Question")),
    )
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    for some in batched(ids, BATCH):
        rows = Escalation.objects.filter(pk__in=some).select_related("from_department", "to_department", "reason")
        for row in rows.order_by("pk"):
            yield (
                *(row.conversation_id, _address(row.conversation_id), row.from_department.name, row.asked_name),
                *(row.get_kind_display(), row.reason.name, row.get_state_display(), _moment(row.asked_at)),
                *(_moment(row.due_at), _moment(row.accepted_at), _moment(row.answered_at), _moment(row.closed_at)),
                row.question,
            )
    yield from _with_space(totals)


def _conversation(row: Conversation, first: int | None) -> Row:
    author: Any = row.author or ""
    return (
        *(row.pk, _address(row.pk), _moment(row.opened_at), row.channel.name, row.channel.network),
        *(row.department.name, str(author), row.get_status_display(), row.get_outcome_display()),
        *(row.get_priority_display(), ", ".join(label.name for label in row.labels.all()), row.message_count),
        *(_moment(row.waiting_since), _moment(row.resolved_at), first, row.preview),
    )


def _with_space(totals: Iterable[Row]) -> Iterator[Row]:
    yield ()
    yield from totals


def _address(pk: int) -> str:
    return settings.LIAISON_URL + reverse("inbox:conversation", args=[pk])


def _moment(at: datetime | None) -> str:
    """In the reader's zone, as spreadsheets of every language read it."""
    return "" if at is None else localtime(at).strftime("%Y-%m-%d %H:%M:%S")
