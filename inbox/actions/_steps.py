"""The steps that a draft has to pass, and the ways back from them; callers hold conversation and draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Department, Member, Role
from inbox.freshness import SENTENCES, fingerprint, read_up_to, why_stale
from inbox.models import Draft, ReviewStep
from inbox.models.draft import OPEN, DraftKind, DraftState
from inbox.policies import Need, Step
from inbox.reviewing import approver, asks_for, steps_of

EMPTY = Q(text="", image=None)
"""A buffer in which nothing stands."""


class NeedsApproval(NotPossible):
    """The reply can't leave before somebody has looked at it."""


def named(needs: list[Need]) -> str:
    """ "a lead of PR, an agent of Sales"."""
    places = Department.objects.in_bulk({need.step.department_id for need in needs})
    return ", ".join(approver(need.step.role, places[need.step.department_id]) for need in needs)


def refuse_needs(draft: Draft) -> None:
    """Raise NeedsApproval, naming who must approve, unless it may leave as it is."""
    found = asks_for(draft)
    if found:
        names = {"names": named(found)}
        raise NeedsApproval(_("This reply must be approved first: %(names)s. Submit it for approval.") % names)


def refuse_closed(draft: Draft, by: Member) -> None:
    """Raise unless it is the member's own and still being written."""
    if draft.author_id != by.pk:
        raise NotAllowed(_("Only its author may send or submit a draft that is being written."))
    if draft.kind != DraftKind.REPLY:
        raise NotPossible(_("A note is for members only."))
    if draft.state in (DraftState.SUBMITTED, DraftState.STALE):
        raise NotPossible(_("This draft has been submitted already."))
    if draft.state not in OPEN:
        raise NotPossible(_("This draft has been sent or discarded already."))


def bind(draft: Draft, *, seen: int | None) -> Draft:
    """Bind it to what was read, up to the message with the number `seen`."""
    draft.seen_message = read_up_to(draft.conversation, seen)
    draft.answered_version = fingerprint(draft.answers)
    return draft


def bind_to_read(draft: Draft, *, seen: int | None) -> Draft:
    """As bind(); raises NotPossible when something stands there that had not been read."""
    bind(draft, seen=seen)
    cause = why_stale(draft, is_read_now=True)
    if cause is not None:
        raise NotPossible(SENTENCES[cause]())
    return draft


def ask(draft: Draft, needs: list[Need]) -> list[ReviewStep]:
    """Begin a round with these steps; without any, somebody of the holding department is asked all the same."""
    asked_for = _("%(member)s asks for a second pair of eyes.") % {"member": draft.author}
    own = Need(Step(draft.conversation.department_id, Role.AGENT.value), because=(asked_for,))
    draft.round += 1
    return [_add(draft, position, need) for position, need in enumerate(needs or [own], 1)]


def ask_further(draft: Draft) -> list[ReviewStep]:
    """Steps that the text as it stands now needs and that this round has not asked about this version of it."""
    steps = steps_of(draft)
    known = {(step.department_id, step.role) for step in steps if step.version in (None, draft.version)}
    known |= {(department, Role.AGENT.value) for department, role in known if role == Role.LEAD}
    before = {(step.department_id, step.role) for step in steps}
    found = []
    for need in asks_for(draft):
        place = (need.step.department_id, need.step.role)
        if place in known:
            continue
        changed = (_("It has been changed since they approved it."),) if place in before else ()
        found.append(_add(draft, _next(draft), replace(need, because=(*changed, *need.because))))
    return found


def ask_again(draft: Draft, step: ReviewStep, *, because: str, not_by: Member | None = None) -> ReviewStep:
    """Ask the same role once more, next in turn; `not_by` is whose edit is looked at, as it was before without."""
    later = list(steps_of(draft))
    after = [one for one in later if one.position > step.position]
    for one in reversed(after):
        one.position += 1
        one.save(update_fields=["position"])
    need = Need(Step(step.department_id, step.role), tuple(step.policies), tuple(step.names), (because,))
    return _add(draft, step.position + 1, need, not_by=not_by or step.not_by)


def decided(draft: Draft, by: Actor) -> bool:
    """Whether this member decided on a step of the present round."""
    return isinstance(by, Member) and any(step.decided_by_id == by.pk for step in steps_of(draft))


def take_back(draft: Draft, *, by: Actor) -> None:
    """What was to leave stays: before its approvers, where one of them takes it back, else with its author."""
    last = next((step for step in reversed(steps_of(draft)) if step.decision), None)
    if last is None or not decided(draft, by):
        give_back(draft)
        return
    ask_again(draft, last, because=_("%(member)s took the approval back.") % {"member": by})
    draft.state, draft.approved_version = DraftState.SUBMITTED, None
    draft.save()


def give_back(draft: Draft) -> None:
    """Open the draft for writing again, unless its author has begun another."""
    same = {"conversation": draft.conversation_id, "author": draft.author_id, "kind": draft.kind}
    others = Draft.objects.filter(state=DraftState.WRITING, **same).exclude(pk=draft.pk)
    draft.approved_version = None
    draft.state = DraftState.WRITING
    if others.exclude(EMPTY).exists():
        # It keeps its place beside the other, which only the author can choose between.
        draft.state = DraftState.RETURNED if draft.round else DraftState.DISCARDED
    else:
        others.delete()
    draft.save()


def _add(draft: Draft, position: int, need: Need, *, not_by: Member | None = None) -> ReviewStep:
    now = timezone.now()
    return ReviewStep.objects.create(
        draft=draft,
        round=draft.round,
        position=position,
        department_id=need.step.department_id,
        role=need.step.role,
        policies=list(need.policies),
        names=list(need.names),
        because=list(need.because),
        second_look=need.second_look,
        not_by=not_by,
        asked_at=now,
        expires_at=now + timedelta(days=settings.REVIEW_EXPIRY_DAYS),
    )


def _next(draft: Draft) -> int:
    rows = ReviewStep.objects.filter(draft=draft, round=draft.round)
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1
