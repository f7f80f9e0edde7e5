"""Who could be given a conversation now: members of its department as inbox/placing.py takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from accounts.away import away_now
from accounts.models import Event, Member, Membership, Role
from inbox.hours import is_on_duty
from inbox.models import Ability, Attention, Conversation, Placing
from inbox.models.conversation import Status
from inbox.placing import Candidate, Need, primary

WORKS = (Role.AGENT, Role.LEAD)
"""Those who may answer; others read or learn."""


def works_now(member: Member, now: datetime, away: Iterable[int]) -> bool:
    """Within their own hours and not away."""
    attention = getattr(member, "attention", None) or Attention()
    return member.pk not in away and is_on_duty(attention, member.time_zone, now)


def candidates(placing: Placing, now: datetime) -> list[Candidate]:
    """Everybody who works in the department, with what they know and have open; four queries, whoever they are."""
    staff = Membership.objects.filter(
        department=placing.department_id, role__in=WORKS, member__is_active=True, member__is_program=False
    ).values_list("member_id", flat=True)
    members = list(Member.objects.filter(pk__in=staff).select_related("attention", "ability"))
    ids = [member.pk for member in members]
    away, loads = away_now(now, among=ids), open_of(ids)
    topics: dict[int, set[int]] = {}
    for member, topic in Ability.topics.through.objects.filter(ability__member__in=ids).values_list(
        "ability__member_id", "label_id"
    ):
        topics.setdefault(member, set()).add(topic)
    return [
        Candidate(
            pk=member.pk,
            on_duty=works_now(member, now, away),
            languages=frozenset(ability.languages),
            topics=frozenset(topics.get(member.pk, ())),
            open=loads.get(member.pk, 0),
            most_open=ability.most_open if ability.most_open is not None else placing.most_open,
        )
        for member in members
        for ability in [getattr(member, "ability", None) or Ability()]
    ]


def open_of(members: Iterable[int]) -> dict[int, int]:
    """How many open conversations each works on, in all departments."""
    rows = Conversation.objects.standing().filter(assignee__in=list(members), status=Status.OPEN).order_by()
    return dict(rows.values_list("assignee_id").annotate(Count("pk")))


def need_of(conversation: Conversation, placing: Placing) -> Need:
    """What it asks: their language as the network told it, its topics, and not whoever put it back last."""
    language = ""
    if placing.match_language:
        theirs = conversation.messages.filter(is_ours=False, is_context=False, removed_at=None).exclude(language="")
        language = primary(theirs.order_by("-sent_at", "-pk").values_list("language", flat=True).first() or "")
    wanted = set(placing.topics.values_list("pk", flat=True)) if placing.pk else set()
    topics = tuple(conversation.labels.filter(pk__in=wanted).order_by("name").values_list("pk", flat=True))
    return Need(language, topics, _put_back_by(conversation))


def _put_back_by(conversation: Conversation) -> int | None:
    put = Event.objects.filter(
        conversation_id=conversation.pk, department_id=conversation.department_id, verb="conversation.unassign"
    )
    last: Event | None = put.order_by("-pk").first()
    return last.data.get("before") if last else None
