"""Somebody goes away: what they have open goes to whoever covers, once, and does not come back by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.away import away_now
from accounts.events import record
from accounts.models import Absence, Member
from accounts.permissions import may, require
from inbox.actions.assign import assign, unassign
from inbox.actions.delegate import delegate
from inbox.actions.pass_on import pass_on_or_put_back
from inbox.holdings import assigned_to, seen_to_by
from inbox.hours import midnight
from inbox.models import Conversation, Delegation


@transaction.atomic
def hand_over_absence(absence: Absence, *, by: Actor) -> bool:
    """Hand over what a member has open when their absence begins; False when it has not begun, or that was done.

    Each conversation goes to the cover where they may work on it, else back to its department; so does
    each request that they accepted. Drafts that wait for the member's decision wait for the cover's,
    unless the member has named somebody for that.
    """
    require(by, "absence.hand_over", absence)
    row = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk, handed_over_at=None).first()
    now = timezone.now()
    if row is None or not row.holds_at(now):
        return False
    row.handed_over_at = now
    row.save(update_fields=["handed_over_at"])
    cover = row.cover if row.cover is not None and _is_here(row.cover) else None
    given, put_back = _hand_over(row.member, cover, by)
    delegated = cover is not None and _let_decide(row, cover, by)
    record("absence.hand_over", row, by=by, member=row.member_id, given=given, put_back=put_back, drafts=delegated)
    return True


def _hand_over(member: Member, cover: Member | None, by: Actor) -> tuple[int, int]:
    given = put_back = 0
    for conversation in assigned_to(member).select_related("department").order_by("pk"):
        if cover is not None and _can_take(cover, conversation):
            assign(conversation, to=cover, by=by)
            given += 1
        else:
            unassign(conversation, by=by)
            put_back += 1
    for request in seen_to_by(member).order_by("conversation_id", "pk"):
        pass_on_or_put_back(request, to=cover, by=by)
    return given, put_back


def _is_here(cover: Member) -> bool:
    return cover.is_active and cover.pk not in away_now(among=[cover.pk])


def _can_take(cover: Member, conversation: Conversation) -> bool:
    return may(cover, "conversation.take", conversation)


def _let_decide(absence: Absence, cover: Member, by: Actor) -> bool:
    if Delegation.objects.standing().filter(member=absence.member).exists():
        return False
    until = midnight(absence.back_on, absence.member.time_zone)
    delegate(absence.member, to=cover, until=until, by=by)
    return True
