"""What the acts on members share."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.models import Member


def end_sessions(member: Member) -> None:
    """Make every session key of the member worthless."""
    Member.objects.filter(pk=member.pk).update(session_epoch=F("session_epoch") + 1)
    member.refresh_from_db(fields=["session_epoch"])


def lock(member: Member) -> Member:
    """The row as it stands now, ours until the transaction ends."""
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def refuse_taken(email: str) -> None:
    """Raise NotPossible when a member has this address already."""
    taken = Member.objects.filter(email__iexact=email).first()
    if taken is None:
        return
    if taken.is_active:
        raise NotPossible(_("%(member)s has this e-mail already.") % {"member": taken})
    raise NotPossible(_("%(member)s had this e-mail and can be reactivated.") % {"member": taken})


def lock_administrators() -> set[int]:
    """Their ids, and their rows in one order: two of them who leave at once can't cross."""
    rows = Member.objects.active().filter(is_administrator=True).order_by("pk")
    return set(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def refuse_last(member: Member, administrators: set[int]) -> None:
    """Raise NotPossible when nobody else administers."""
    if administrators == {member.pk}:
        raise NotPossible(
            _("%(member)s is the only administrator. Make somebody else administrator first.") % {"member": member}
        )
