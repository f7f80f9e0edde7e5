"""Who would get new work in a department, and what found nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.away import away_now, away_words
from accounts.models import Department, Member, Membership
from inbox.candidates import WORKS, open_of, works_now
from inbox.models import Ability, Conversation, Placing
from inbox.models.conversation import Status
from inbox.placing import language_name
from inbox.presenters.rows import Chip, author_name, unplaced_chip

SHOWN = 20


@dataclass(frozen=True, slots=True)
class StaffView:
    """One member of the department."""

    name: str
    href: str
    on_duty: bool
    away: str
    languages: str
    topics: str
    open: int
    most_open: int


@dataclass(frozen=True, slots=True)
class WaitingView:
    """One conversation that found nobody."""

    name: str
    href: str
    preview: str
    chip: Chip


def staff_of(department: Department, placing: Placing) -> list[StaffView]:
    """Everybody who may be given work there; six queries, whoever they are."""
    rows = Membership.objects.filter(department=department, role__in=WORKS, member__is_active=True)
    places = list(rows.select_related("member__attention").order_by("member__name"))
    abilities = {one.member_id: one for one in Ability.objects.filter(member__in=[row.member_id for row in places])}
    topics = _topics(list(abilities))
    loads, away, now = open_of(row.member_id for row in places), away_now(), timezone.now()
    return [
        StaffView(
            name=str(row.member),
            href=reverse("inbox:ability", args=[department.slug, row.member_id]),
            on_duty=works_now(row.member, now, away),
            away=away_words(away.get(row.member_id)),
            languages=", ".join(language_name(code) for code in ability.languages),
            topics=", ".join(topics.get(row.member_id, [])),
            open=loads.get(row.member_id, 0),
            most_open=placing.most_open if ability.most_open is None else ability.most_open,
        )
        for row in places
        for ability in [abilities.get(row.member_id) or Ability()]
    ]


def _topics(members: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    through = Ability.topics.through.objects.filter(ability__member__in=members, label__merged_into=None)
    for member, name in through.order_by("label__name").values_list("ability__member_id", "label__name"):
        found.setdefault(member, []).append(name)
    return found


def found_nobody(department: Department, member: Member) -> list[WaitingView]:
    """The conversations there that could not be placed, those first that wait longest."""
    rows = (
        Conversation.objects.visible_to(member)
        .filter(department=department, status=Status.OPEN, assignee=None)
        .exclude(unplaced="")
    )
    waiting = rows.select_related("author").order_by("waiting_since", "pk")[:SHOWN]
    return [
        WaitingView(author_name(row), reverse("inbox:conversation", args=[row.pk]), row.preview, chip)
        for row in waiting
        if (chip := unplaced_chip(row))
    ]
