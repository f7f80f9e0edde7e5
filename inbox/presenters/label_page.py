"""The labels on their page: each with its department and how much it is used."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import capped
from accounts.models import Member
from accounts.permissions import may
from inbox.counting import CAP, waiting
from inbox.filters import ListQuery
from inbox.filters.rows import ALL
from inbox.models import Conversation, Label


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One of them; `count` is how many conversations that the member may see have it."""

    pk: int
    name: str
    colour: str
    scope: str
    count: str
    href: str
    is_archived: bool
    may_change: bool


def label_rows(member: Member) -> list[LabelRow]:
    """Every label that exists for the member, with three queries."""
    labels = list(Label.objects.visible_to(member).select_related("department").order_by("name"))
    seen = Conversation.objects.visible_to(member).order_by()
    counts = waiting({str(label.pk): seen.filter(labels=label) for label in labels})
    return [_row(label, counts[str(label.pk)].count, member) for label in labels]


def _row(label: Label, count: int, member: Member) -> LabelRow:
    return LabelRow(
        pk=label.pk,
        name=label.name,
        colour=label.colour,
        scope=label.department.name if label.department else _("All departments"),
        count=capped(count, limit=CAP - 1) or "0",
        href=reverse("inbox:list") + ListQuery(label=(label.pk,), status=ALL).written(),
        is_archived=label.is_archived,
        may_change=may(member, "label.change", label),
    )
