"""What approvers decide: approve, return with a note, change and approve, or look again after something new."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import may, require
from inbox.actions._lock import lock
from inbox.actions._outbox import draft_row, put_in_outbox, refuse_unsendable
from inbox.actions._steps import ask, ask_again, ask_further, bind_to_read
from inbox.actions._versions import keep_version
from inbox.freshness import SENTENCES, why_stale
from inbox.models import Delivery, Draft, ReviewStep
from inbox.models.delivery import DeliveryState
from inbox.models.draft import WAITING, DraftState
from inbox.models.review import Decision
from inbox.policies import Need
from inbox.reviewing import approver, asks_for, current_step, decides_for, steps_of, wrote


@transaction.atomic
def approve(draft: Draft, *, version: int, by: Member) -> Draft:
    """Say yes to the version that was looked at; after the last step it is queued, in the same transaction.

    Steps of the same department that the approver's role covers too are decided at once.
    Raises NotAllowed for one's own draft, and NotPossible when it is not as it was looked at.
    """
    draft, step, person = _to_decide(draft, version, by)
    _refuse_stale(draft)
    covered = _covered(draft, step, by)
    for one in covered:
        _decide(one, Decision.APPROVE, draft, by, person)
    ask_further(draft)
    record("draft.approve", draft, by=by, version=draft.version, step=step.pk, instead_of=_instead(person, by))
    _go_on(draft, by)
    return draft


@transaction.atomic
def amend(draft: Draft, *, text: str, version: int, by: Member, image_alt: str | None = None) -> Draft:
    """Change it and approve the change: a new version, by its approver.

    Where the policy wants a second look at an approver's edit, another one is asked. Words
    that need somebody else's approval are asked for that too.
    """
    draft, step, person = _to_decide(draft, version, by)
    _refuse_stale(draft)
    if (draft.text, draft.image_alt) == (text, draft.image_alt if image_alt is None else image_alt):
        raise NotPossible(_("You changed nothing. Approve it as it is."))
    draft.text, draft.image_alt = text, draft.image_alt if image_alt is None else image_alt
    refuse_unsendable(draft)
    draft.version += 1
    draft.save()
    keep_version(draft, author=by)
    _decide(step, Decision.APPROVE, draft, by, person)
    if any(one.second_look for one in steps_of(draft)):
        because = _("%(member)s changed it, and the policy wants another one to look.") % {"member": by}
        ask_again(draft, step, because=because, not_by=by)
    ask_further(draft)
    record("draft.amend", draft, by=by, version=draft.version, step=step.pk, instead_of=_instead(person, by))
    _go_on(draft, by)
    return draft


@transaction.atomic
def return_draft(draft: Draft, *, note: str, version: int, by: Member) -> Draft:
    """Give it back to its author, who reads why."""
    draft, step, person = _to_decide(draft, version, by, "draft.return")
    if not note.strip():
        raise NotPossible(_("Say in a note what should change; the author reads it."))
    _decide(step, Decision.RETURN, draft, by, person, note=note.strip())
    draft.state = DraftState.RETURNED
    draft.save()
    record("draft.return", draft, by=by, version=draft.version, step=step.pk, instead_of=_instead(person, by))
    return draft


@transaction.atomic
def look_again(draft: Draft, *, version: int, seen: int, by: Member) -> Draft:
    """Somebody has read what is new, up to the message `seen`: the words still hold.

    A draft that waits for approval goes on waiting for it; one that nobody had to approve is
    queued again, or submitted where somebody has to by now. Raises NotPossible when there is
    something newer still.
    """
    lock(draft.conversation)
    draft = draft_row(draft)
    _refuse_changed(draft, version)
    if draft.state != DraftState.STALE:
        raise NotPossible(_("This draft needs no other look."))
    step = current_step(draft)
    _require_look(draft, step, by)
    bind_to_read(draft, seen=seen)
    needs = [] if step is not None else asks_for(draft)
    if needs:
        return _submit_instead(draft, needs, by)
    record("draft.look_again", draft, by=by, version=draft.version)
    if step is None:
        _leave_again(draft)
    else:
        draft.state = DraftState.SUBMITTED
        draft.save()
    return draft


def _to_decide(draft: Draft, version: int, by: Member, verb: str = "draft.approve") -> tuple[Draft, ReviewStep, Member]:
    """The draft and the step whose turn it is, both ours; and in whose name `by` decides."""
    lock(draft.conversation)
    draft = draft_row(draft)
    if wrote(by, draft):
        raise NotAllowed(_("Nobody decides on a draft that they wrote or submitted."))
    if draft.state not in WAITING or draft.approved_version is not None:
        raise NotPossible(_("This draft does not wait for approval any more."))
    _refuse_changed(draft, version)
    step = current_step(draft)
    if step is None:
        raise NotPossible(_("This draft does not wait for approval any more."))
    person = decides_for(by, step, draft)
    if person is None:
        who = {"who": approver(step.role, step.department)}
        raise NotAllowed(_("Now it waits for somebody else: %(who)s.") % who)
    require(person, verb)
    return draft, step, person


def _refuse_changed(draft: Draft, version: int) -> None:
    if draft.version != version:
        raise NotPossible(_("This draft has been changed since you looked. Look at the new version."))


def _refuse_stale(draft: Draft) -> None:
    if draft.state == DraftState.STALE:
        raise NotPossible(_("Something has changed since it was written. Look at it again first."))
    cause = why_stale(draft)
    if cause is not None:
        raise NotPossible(SENTENCES[cause]())


def _require_look(draft: Draft, step: ReviewStep | None, by: Member) -> None:
    """Its author, or whoever may decide on it; without a step, whoever may send."""
    if step is None:
        require(by, "delivery.send_again", draft)
    elif decides_for(by, step, draft) is None and not (by.pk == draft.author_id and may(by, "draft.look_again", draft)):
        raise NotAllowed(_("Its author looks again, or whoever approves it."))


def _covered(draft: Draft, step: ReviewStep, by: Member) -> list[ReviewStep]:
    """This step, and those after it of the same department that the same look answers."""
    found = [step]
    for one in steps_of(draft):
        if one.position <= step.position:
            continue
        if one.department_id != step.department_id or one.not_by_id or decides_for(by, one, draft) is None:
            break
        found.append(one)
    return found


def _decide(step: ReviewStep, decision: Decision, draft: Draft, by: Member, person: Member, *, note: str = "") -> None:
    step.decision, step.decided_by, step.decided_for, step.at = decision, by, person, timezone.now()
    step.version, step.note = draft.version, note
    step.save()


def _go_on(draft: Draft, by: Member) -> None:
    """Queue it after the last step; else the next one's wait begins now."""
    step = current_step(draft)
    if step is None:
        put_in_outbox(draft, by=by)
        return
    wait = step.expires_at - step.asked_at
    step.asked_at = timezone.now()
    step.expires_at = step.asked_at + wait
    step.save(update_fields=["asked_at", "expires_at"])


def _held_delivery(draft: Draft) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(draft=draft, state=DeliveryState.REJECTED).first()
    if delivery is None:
        raise NotPossible(_("This reply does not wait any more."))
    return delivery


def _submit_instead(draft: Draft, needs: list[Need], by: Member) -> Draft:
    """Nobody had to approve it when it was to leave; now it asks those who must."""
    require(by, "draft.submit", draft)
    delivery = _held_delivery(draft)
    delivery.state = DeliveryState.CANCELLED
    delivery.save(update_fields=["state"])
    steps = ask(draft, needs)
    draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, timezone.now()
    draft.approved_version = None
    draft.save()
    record("draft.submit", draft, by=by, version=draft.version, round=draft.round, steps=len(steps))
    return draft


def _leave_again(draft: Draft) -> None:
    delivery = _held_delivery(draft)
    delivery.state, delivery.error, delivery.look_ups = DeliveryState.QUEUED, "", 0
    delivery.asked_again_at = timezone.now()
    delivery.not_before = max(delivery.asked_again_at, delivery.scheduled_for or delivery.asked_again_at)
    delivery.save()
    draft.state = DraftState.APPROVED
    draft.save()


def _instead(person: Member, by: Member) -> int | None:
    """In whose place it was decided, if somebody is away."""
    return None if person == by else person.pk
