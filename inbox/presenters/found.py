"""What was found, as the page shows it: rows of the list with the words that matched below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import short_name
from accounts.models import Member
from inbox.filters import ListQuery
from inbox.filters.rows import ALL
from inbox.models import Conversation, Passage
from inbox.presenters.rows import Row, rows_for, with_what_rows_show
from inbox.search.find import Hit
from inbox.search.marking import Stretch, snippet
from inbox.search.syntax import Query
from inbox.search.words import markers

SHOWN = 3
"""Places shown of one conversation."""
BESIDE = ListQuery(status=ALL)
"""The list that a found conversation opens beside."""


@dataclass(frozen=True, slots=True)
class Place:
    """One message or note with the words that matched."""

    is_note: bool
    who: str
    moment: datetime
    href: str
    pieces: list[Stretch]
    spoken: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A conversation, the places where it matched, and how many more there are on this page."""

    row: Row
    places: list[Place] = field(default_factory=list)
    more: int = 0


def found_rows(hits: Sequence[Hit], query: Query, member: Member) -> list[FoundRow]:
    """Each conversation once, where its best hit stands; three queries."""
    if not hits:
        return []
    grouped: dict[int, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.conversation_id, []).append(hit)
    shown = [hit.pk for of_one in grouped.values() for hit in of_one[:SHOWN]]
    places = {one["pk"]: _place(one) for one in _texts(shown, query)}
    seen = with_what_rows_show(Conversation.objects.visible_to(member).filter(pk__in=grouped))
    rows = {row.id: row for row in rows_for(list(seen), member, BESIDE)}
    return [
        FoundRow(rows[pk], [places[hit.pk] for hit in of_one[:SHOWN] if hit.pk in places], len(of_one[SHOWN:]))
        for pk, of_one in grouped.items()
        if pk in rows
    ]


def told_places(hits: Sequence[Hit], query: Query) -> list[dict[str, Any]]:
    """Each hit as programs are told of it, in its order; one query."""
    found = {one["pk"]: one for one in _texts([hit.pk for hit in hits], query)}
    return [_told(found[hit.pk]) for hit in hits if hit.pk in found]


def _told(found: dict[str, Any]) -> dict[str, Any]:
    pieces = snippet(found["text"], frozenset(found["marks"] or ()))
    return {
        "conversation": found["conversation_id"],
        "message": found["message_id"],
        "note": found["note_id"],
        "who": _who(found),
        "moment": found["moment"],
        "excerpt": "".join(piece.text for piece in pieces),
        "marked": list(dict.fromkeys(piece.text for piece in pieces if piece.marked)),
    }


def _texts(passages: Sequence[int], query: Query) -> Any:
    """Text, author and the words to mark, of these passages only."""
    text = Coalesce("message__text", "note__text", output_field=TextField())
    marks: Any = Value([], output_field=ArrayField(TextField()))
    if asked := markers(query):
        marks = Func(
            F("language"),
            text,
            *asked,
            function="inbox_marked",
            output_field=ArrayField(TextField()),
        )
    return Passage.objects.filter(pk__in=passages).values(
        "pk",
        "conversation_id",
        "message_id",
        "note_id",
        "is_ours",
        "moment",
        "handle__name",
        "handle__handle",
        "member__name",
        "member__email",
        text=text,
        marks=marks,
    )


def _place(found: dict[str, Any]) -> Place:
    anchor = f"note-{found['note_id']}" if found["note_id"] else f"message-{found['message_id']}"
    address = reverse("inbox:conversation", args=[found["conversation_id"]]) + BESIDE.written()
    who = _who(found)
    pieces = snippet(found["text"], frozenset(found["marks"] or ())) or [Stretch(_("No text"))]
    words = "".join(piece.text for piece in pieces)
    kind = _("Note") if found["note_id"] else _("Message")
    return Place(
        is_note=bool(found["note_id"]),
        who=who,
        moment=found["moment"],
        href=f"{address}&whole=1#{anchor}",
        pieces=pieces,
        spoken=_("%(kind)s from %(name)s: %(words)s") % {"kind": kind, "name": who, "words": words},
    )


def _who(found: dict[str, Any]) -> str:
    if found["member__email"]:
        return str(found["member__name"] or found["member__email"])
    if found["note_id"]:
        return _("A former member")
    if found["is_ours"]:
        return _("We")
    return short_name(found["handle__name"] or "", short_name(found["handle__handle"] or "", _("No name")))
