"""What members decide for themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions._members import end_sessions, lock
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require

FIELDS = (
    *("name", "time_zone", "language", "theme", "density"),
    *("shortcuts", "open_next", "undo_seconds"),
)
"""What a profile consists of."""


@transaction.atomic
def change(member: Member, *, by: Member, **wanted: Any) -> Member:
    """Change one's own name, time zone, language and ways of working; `wanted` is any of FIELDS."""
    require(by, "profile.change", member)
    if unknown := wanted.keys() - set(FIELDS):
        raise TypeError(f"not part of a profile: {', '.join(sorted(unknown))}")
    member = lock(member)
    changed = sorted(field for field, value in wanted.items() if getattr(member, field) != value)
    if not changed:
        return member
    for field in changed:
        setattr(member, field, wanted[field])
    member.save(update_fields=changed)
    record("profile.change", member, by=by, fields=changed)
    return member


@transaction.atomic
def sign_out_everywhere(member: Member, *, by: Member) -> Member:
    """End all of one's own sessions, the one that asks included."""
    require(by, "profile.sign_out_everywhere", member)
    end_sessions(member)
    record("profile.sign_out_everywhere", member, by=by)
    return member


def know_address(member: Member) -> None:
    """Let allauth know that a member's address is theirs: who invited or made them vouched for it.

    Without this, changing the address would begin by throwing the present one away.
    """
    if not EmailAddress.objects.filter(user=member, email__iexact=member.email, verified=True).exists():
        EmailAddress.objects.update_or_create(
            user=member, email=member.email, defaults={"verified": True, "primary": True}
        )
