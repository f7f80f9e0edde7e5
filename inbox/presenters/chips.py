"""A note's text with the places that name somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from inbox.models import Mention, Note


@dataclass(frozen=True, slots=True)
class NotePiece:
    """A stretch of a note; `kind` is "member" or "department" for a chip, else empty."""

    text: str
    kind: str = ""
    to: int = 0


def with_mentions(notes: Any) -> Any:
    """Notes with whom they name, in one query more."""
    return notes.prefetch_related(Prefetch("mentions", Mention.objects.select_related("member", "department")))


def note_pieces(note: Note) -> list[NotePiece]:
    """Its text cut at its mentions, which say the present name; notes come from with_mentions()."""
    found, end = [], 0
    for mention in note.mentions.all():
        if mention.start < end:
            continue
        who = mention.member or mention.department
        found.append(NotePiece(note.text[end : mention.start]))
        kind = "member" if mention.member else "department"
        found.append(NotePiece(f"@{who.name if who else ''}", kind, who.pk if who else 0))
        end = mention.start + mention.length
    found.append(NotePiece(note.text[end:]))
    return [piece for piece in found if piece.text]
