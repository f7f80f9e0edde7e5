"""Whom an event concerns, and as what: read from the journal, before anybody's wishes are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.away import away_now
from accounts.models import Event, Member, Membership, Role
from inbox.candidates import works_now
from inbox.models import Conversation, Delivery, Draft, Escalation, Follow, Mention
from inbox.models.attention import About
from inbox.models.draft import WAITING
from inbox.planners import ENDING, LACKING, planners
from inbox.reviewing import current_step, deciders
from inbox.seeing import who_sees

RANK = {about: rank for rank, about in enumerate(About)}

FOLLOWED = frozenset(
    {
        "message.receive",
        "note.add",
        "delivery.succeed",
        *(f"conversation.{word}" for word in ("take", "assign", "place", "move", "resolve", "reopen", "snooze")),
        "conversation.wake",
    }
)
"""What followers are told of."""

GIVEN = frozenset({"conversation.assign", "conversation.place"})
"""What the member is told of whom it names."""

FAILED = frozenset({"delivery.reject", "delivery.ask"})
"""What the author of a reply is told of."""

ASKED = frozenset(
    f"draft.{word}" for word in ("submit", "approve", "amend", "remind", "stale", "look_again", "pass_on")
)
"""After these, those whose turn it is to decide on a draft are asked; who is on duty, where anybody is."""

DECIDED = frozenset({"draft.approve", "draft.amend", "draft.return", "draft.expire", "draft.stale"})
"""What the author of a draft is told of."""

PROMISED = frozenset({"promise.warn", "promise.breach"})
"""Of these, those are told whom the promise's policy names; the event says who that is."""
POINTED = frozenset({"conversation.point", "spike.raise"})
"""After these, those are told whom the event names."""

PUT = frozenset(f"escalation.{word}" for word in ("ask", "transfer", "ask_again", "restore", "add_people", "raise")) | {
    "escalation.pass_on",
    "escalation.put_back",
}
"""After these, somebody is asked something."""

CAME_BACK = frozenset(f"escalation.{word}" for word in ("accept", "decline", "answer"))
"""What whoever asked is told of."""

OVER = frozenset({"escalation.withdraw"})
"""What whoever was asked is told of."""

LATE = frozenset({"escalation.overdue"})
"""What both sides are told of."""

NAMING = dict.fromkeys(PROMISED, About.PROMISED) | dict.fromkeys(POINTED, About.MENTION)
"""What it is to those whom an event names."""

REQUESTS = PUT | CAME_BACK | OVER | LATE

NEW_WORK = frozenset(
    {"conversation.open", *(f"conversation.{word}" for word in ("reopen", "wake", "move", "unassign"))}
)
"""After these, a department may have work that nobody has looked at."""

VERBS = FOLLOWED | FAILED | NEW_WORK | ASKED | DECIDED | PROMISED | POINTED | REQUESTS | LACKING | ENDING


@dataclass(frozen=True, slots=True)
class Concern:
    """One member, one event, and what it is to them."""

    member_id: int
    about: About
    event: Event

    @property
    def actor_id(self) -> int | None:
        """The member who did it."""
        return int(self.event.actor_id) if self.event.actor_kind == "member" else None


def concerns(events: Sequence[Event]) -> list[Concern]:
    """Everybody whom these events concern, once each, in the journal's order; never who did it."""
    found = _Reader(events)
    told = []
    for event in events:
        roles: dict[int, About] = {}
        for member_id, about in found.of(event):
            if member_id not in roles or RANK[about] < RANK[roles[member_id]]:
                roles[member_id] = about
        if event.actor_kind == "member":
            roles.pop(int(event.actor_id), None)
        told += [Concern(member_id, about, event) for member_id, about in roles.items()]
    return _who_may_know(told)


class _Reader:
    """What is needed to know for a batch of events, in four queries."""

    def __init__(self, events: Sequence[Event]) -> None:
        places = {event.conversation_id for event in events if event.verb in FOLLOWED}
        self.followers: dict[int, list[int]] = defaultdict(list)
        # Who follows what was merged into another is told of that.
        follows = Follow.objects.annotate(place=Coalesce("conversation__survivor_id", "conversation_id"))
        for place, member in follows.filter(place__in=places).values_list("place", "member_id"):
            self.followers[place].append(member)
        heard = {event.conversation_id or 0 for event in events if event.verb == "message.receive"}
        assigned = Conversation.objects.filter(pk__in=heard).exclude(assignee=None)
        self.assignees = dict(assigned.values_list("pk", "assignee_id"))
        self.named = _named({event.subject_id for event in events if event.verb == "note.add"})
        failed = Delivery.objects.filter(pk__in={event.subject_id for event in events if event.verb in FAILED})
        self.authors = dict(failed.values_list("pk", "member_id"))
        drafts = {event.subject_id for event in events if event.verb in ASKED | DECIDED}
        self.writers = dict(Draft.objects.filter(pk__in=drafts).values_list("pk", "author_id")) if drafts else {}
        asking = {event.subject_id for event in events if event.verb in ASKED}
        self.approvers = {pk: approvers_on_duty(pk) for pk in asking}
        requests = {event.subject_id for event in events if event.verb in REQUESTS}
        rows = Escalation.objects.select_related("conversation").in_bulk(requests) if requests else {}
        self.requests = {pk: (asked_people(row), asking_people(row)) for pk, row in rows.items()}

    def of(self, event: Event) -> Iterable[tuple[int, About]]:
        """Each member and what the event is to them."""
        place = event.conversation_id or 0
        if event.verb in FAILED and event.subject_id in self.authors:
            yield self.authors[event.subject_id], About.FAILED
        if event.verb in DECIDED and event.subject_id in self.writers:
            yield self.writers[event.subject_id], About.REVIEW
        if event.verb in ASKED:
            yield from ((member, About.REVIEW) for member in self.approvers[event.subject_id])
        if event.verb in NAMING:
            yield from ((member, NAMING[event.verb]) for member in event.data.get("tell", ()))
        if event.verb in REQUESTS:
            yield from ((member, About.ASKED) for member in self._of_request(event))
        if event.verb in LACKING | ENDING:
            yield from ((member, About.PLANNED) for member in planners(event))
        if event.verb == "note.add":
            yield from ((member, About.MENTION) for member in self.named.get(event.subject_id, ()))
        if event.verb in GIVEN and event.data.get("assignee"):
            yield event.data["assignee"], About.ASSIGNED
        if event.verb == "message.receive":
            if event.data.get("context") or event.data.get("listening"):
                return
            if place in self.assignees and not event.data.get("ours"):
                yield self.assignees[place], About.ASSIGNED
        if event.verb in FOLLOWED:
            yield from ((member, About.FOLLOWED) for member in self.followers.get(place, ()))

    def _of_request(self, event: Event) -> set[int]:
        asked, asking = self.requests.get(event.subject_id, (set(), set()))
        if event.verb == "escalation.add_people":
            return set(event.data.get("people", ()))
        if event.verb == "escalation.pass_on":
            return {event.data["member"]}
        if event.verb in CAME_BACK:
            return asking
        return asked | asking if event.verb in LATE or event.verb == "escalation.raise" else asked


def asked_people(row: Escalation) -> set[int]:
    """Who is to deal with a request: whoever accepted it and was added, else its department's people on duty.

    Once it was raised, the fallback; without one, the department's leads. Where the one person it hangs on is
    away or gone, the others of the department too.
    """
    found = set(row.people.values_list("pk", flat=True))
    taker = row.accepted_by_id if row.accepted_at is not None else row.raised_to_id
    if taker is not None:
        found.add(taker)
        if _is_here(taker):
            return found
    places = [row.raised_department_id or row.to_department_id]
    works = Membership.objects.filter(department__in=places, member__is_active=True)
    if row.accepted_at is None and row.raised_at is not None and row.raised_department_id is None:
        return found | set(works.filter(role=Role.LEAD).values_list("member_id", flat=True))
    return found | _on_duty(works.filter(role__in=(Role.AGENT, Role.LEAD)).values_list("member_id", flat=True))


def asking_people(row: Escalation) -> set[int]:
    """Who waits for a request: whoever asked, and whoever works on the conversation."""
    return {pk for pk in (row.asked_by_id, row.conversation.assignee_id) if pk is not None}


def _is_here(member_id: int) -> bool:
    """Whether somebody has not left and is not away; their hours do not matter."""
    return member_id not in away_now(among=[member_id]) and Member.objects.active().filter(pk=member_id).exists()


def _on_duty(members: Iterable[int]) -> set[int]:
    """Those on duty now; where nobody is, all of them, who find it when they come."""
    people, now = list(Member.objects.active().filter(pk__in=members).select_related("attention")), timezone.now()
    away = away_now(now, among=[one.pk for one in people]) if people else {}
    working = {one.pk for one in people if works_now(one, now, away)}
    return working or {one.pk for one in people}


def approvers_on_duty(draft_id: int, now: datetime | None = None) -> list[int]:
    """Who is to decide on a draft now and is on duty; where nobody is, all who may, who find it when they come."""
    draft = Draft.objects.select_related("conversation__department").filter(pk=draft_id).first()
    step = current_step(draft) if draft and draft.state in WAITING and draft.approved_version is None else None
    if draft is None or step is None:
        return []
    people = list(deciders(draft, step).select_related("attention"))
    moment = now or timezone.now()
    away = away_now(moment, among=[one.pk for one in people]) if people else {}
    working = [one for one in people if works_now(one, moment, away)]
    return [member.pk for member in working or people]


def _named(notes: set[int]) -> dict[int, set[int]]:
    """The members whom notes name, themselves or with a department of theirs."""
    found: dict[int, set[int]] = defaultdict(set)
    if not notes:
        return found
    places: dict[int, set[int]] = defaultdict(set)
    mentions = Mention.objects.filter(note__in=notes)
    for note, member, department in mentions.values_list("note_id", "member_id", "department_id"):
        if member:
            found[note].add(member)
        else:
            places[department].add(note)
    works = Membership.objects.filter(department__in=places)
    for department, member in works.values_list("department_id", "member_id"):
        for note in places[department]:
            found[note].add(member)
    return found


def _who_may_know(told: list[Concern]) -> list[Concern]:
    """Without those who are gone or may not see the conversation (any more)."""
    members = set(Member.objects.active().filter(pk__in={one.member_id for one in told}).values_list("pk", flat=True))
    by_place: dict[int, set[int]] = defaultdict(set)
    for one in told:
        by_place[one.event.conversation_id or 0].add(one.member_id)
    seen = {0: members}  # what is about no conversation was told to those who may know of it
    for conversation in Conversation.objects.filter(pk__in=by_place):
        people = by_place[conversation.pk]
        if conversation.is_closed:
            people = set(who_sees(conversation).filter(pk__in=people).values_list("pk", flat=True))
        seen[conversation.pk] = people & members
    return [one for one in told if one.member_id in seen.get(one.event.conversation_id or 0, ())]
