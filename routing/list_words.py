"""Word lists as the console shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from routing.models import ListKind, WordList
from routing.rule_words import used_lists

SHOWN = 12


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list: its first words, how many more there are, and by how many rules it is used."""

    pk: int
    name: str
    kind: str
    is_people: bool
    is_topic: bool
    words: list[str]
    more: int
    used_by: int


@dataclass(frozen=True, slots=True)
class ListVersionRow:
    """One version: who wrote it when, and the words it added and took out."""

    number: int
    by: str
    at: datetime
    added: list[str]
    removed: list[str]


def list_rows() -> list[ListRow]:
    """All lists, by name."""
    used = used_lists()
    return [
        ListRow(
            row.pk,
            row.name,
            str(ListKind(row.kind).label),
            row.kind == ListKind.PEOPLE,
            row.is_topic,
            row.words[:SHOWN],
            max(0, len(row.words) - SHOWN),
            used[row.pk],
        )
        for row in WordList.objects.filter(archived_at=None)
    ]


def list_version_rows(word_list: WordList) -> list[ListVersionRow]:
    """Every version, the newest first."""
    versions = list(word_list.versions.select_related("by"))
    before = [*(set(version.words) for version in versions[1:]), set[str]()]
    return [
        ListVersionRow(
            one.number,
            str(one.by) if one.by else _("the set-up"),
            one.at,
            [word for word in one.words if word not in old],
            sorted(old - set(one.words)),
        )
        for one, old in zip(versions, before, strict=True)
    ]
