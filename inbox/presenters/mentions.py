"""Who can be named, and the notes that name one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.away import away_now, away_words
from accounts.formats import initials, short_name, tint
from accounts.models import Department, Member
from accounts.permissions import may
from inbox.models import Conversation, Note, Notification
from inbox.models.attention import About
from inbox.presenters.chips import NotePiece, note_pieces, with_mentions
from inbox.seeing import who_sees

OFFERED = 8
SHOWN = 100


@dataclass(frozen=True, slots=True)
class MentionView:
    """A note that names the member."""

    pk: int
    is_new: bool
    author: str
    who: str
    moment: datetime
    pieces: list[NotePiece]
    href: str


def mentionable_here(conversation: Conversation, by: Member, begun: str) -> list[dict[str, Any]]:
    """Members and departments of which a word begins as typed, those of the holder first.

    `sees` is False for who would have to be let in: the list says so.
    """
    word = begun.replace("\x00", "").strip()
    named = Q(name__istartswith=word) | Q(name__icontains=f" {word}") if word else Q()
    people = Member.objects.active().filter(named).exclude(pk=by.pk)
    near = set(people.filter(memberships__department=conversation.department_id).values_list("pk", flat=True)[:50])
    found = list(people.filter(pk__in=near)[:OFFERED])
    found += list(people.exclude(pk__in=near)[: OFFERED - len(found)])
    seen = set(who_sees(conversation).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    away = away_now(among=[one.pk for one in found])
    places = Department.objects.visible_to(by).active().filter(named)
    if conversation.is_closed:
        places = places.filter(pk=conversation.department_id)
    return [
        *(_person(one, sees=one.pk in seen, away=away_words(away.get(one.pk))) for one in found),
        *(
            {"key": f"d{place.pk}", "name": place.name, "mark": place.code, "says": _("Department")}
            for place in places[:4]
        ),
    ][:OFFERED]


def asked_to_admit(conversation: Conversation, by: Member, address: Mapping[str, Any]) -> list[Member]:
    """Of whom the address asks whether they are to be let in; only who may decide is asked."""
    asked = [pk for pk in str(address.get("admit", "")).split(",")[:20] if pk.isascii() and pk.isdecimal()]
    ids = [int(pk) for pk in asked if len(pk) < 10]
    if not ids or not may(by, "conversation.admit", conversation):
        return []
    inside = who_sees(conversation).filter(pk__in=ids).values("pk")
    return list(Member.objects.active().filter(pk__in=ids).exclude(pk__in=inside))


def mention_views(member: Member, *, everything: bool) -> list[MentionView]:
    """The newest first; without `everything` those not yet read."""
    rows = Notification.objects.visible_to(member).filter(about=About.MENTION, note__isnull=False)
    if not everything:
        rows = rows.filter(read_at=None)
    rows = rows.select_related("conversation__author", "actor").order_by("-pk")[:SHOWN]
    notes = {note.pk: note for note in with_mentions(Note.objects.filter(pk__in=[row.note_id for row in rows]))}
    return [_view(row, notes[row.note_id]) for row in rows if row.note_id in notes]


def _view(row: Notification, note: Note) -> MentionView:
    author = row.conversation.author if row.conversation else None
    return MentionView(
        row.pk,
        row.read_at is None,
        str(row.actor or _("A former member")),
        short_name(author.name, short_name(author.handle, _("Somebody"))) if author else _("Somebody"),
        note.created_at,
        note_pieces(note),
        f"{reverse('inbox:conversation', args=[row.conversation_id])}#note-{note.pk}",
    )


def _person(member: Member, *, sees: bool, away: str) -> dict[str, Any]:
    says = away if sees else _("can’t see this conversation")
    return {
        "key": f"m{member.pk}",
        "name": member.name,
        "mark": initials(member.name),
        "tint": tint(member.name),
        "says": says,
    }
