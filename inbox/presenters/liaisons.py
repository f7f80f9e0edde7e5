"""Who looks after each channel today, read together with the channels: the rail asks nothing more for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import Absence
from inbox.models import Channel, RosterEntry


@dataclass(frozen=True, slots=True)
class Liaison:
    """One who is there today."""

    pk: int
    name: str


def with_liaisons(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Each channel with today's liaisons; while one of them is away it is their cover, if that one is there."""
    today = timezone.localdate()
    away = Absence.objects.on(today)
    shifts = (
        RosterEntry.objects.filter(channel=OuterRef("pk"))
        .between(today, today)
        .alias(
            is_away=Exists(away.filter(member=OuterRef("liaison"))),
            cover_is_away=Exists(away.filter(member=OuterRef("cover"))),
        )
    )
    there = shifts.filter(Q(is_away=False) | Q(cover__isnull=False, cover_is_away=False))
    person = {
        field: Case(When(is_away=True, then=F(f"cover__{field}")), default=F(f"liaison__{field}"))
        for field in ("id", "name", "email")
    }
    named = JSONObject(pk=person["id"], name=person["name"], email=person["email"])
    return channels.annotate(liaisons=ArraySubquery(there.order_by("pk").values(one=named)))


def liaisons_of(channel: Any) -> list[Liaison]:
    """Those whom with_liaisons() found, each once."""
    found = {one["pk"]: Liaison(one["pk"], one["name"] or one["email"]) for one in channel.liaisons}
    return list(found.values())
