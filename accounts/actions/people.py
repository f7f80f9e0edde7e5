"""Members: who there is, who administers, who may sign in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions._members import end_sessions, lock, lock_administrators, refuse_last, refuse_taken
from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require


@transaction.atomic
def create(
    *,
    email: str,
    name: str,
    password: str | None,
    by: Actor,
    is_administrator: bool = False,
    time_zone: str = "UTC",
) -> Member:
    """A new member whose address is known to be theirs; without a password they can't sign in yet.

    Raises NotPossible when the address is taken, ValidationError for a weak password.
    """
    require(by, "member.create")
    refuse_taken(email)
    member = Member(email=email, name=name, is_administrator=is_administrator, time_zone=time_zone)
    if password is not None:
        validate_password(password, member)
    member.set_password(password)
    member.save()
    EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    record("member.create", member, by=by, is_administrator=is_administrator)
    return member


@transaction.atomic
def change(member: Member, *, name: str, email: str, is_administrator: bool, by: Actor) -> Member:
    """Correct a name or address, make somebody administrator or take that back.

    Raises NotPossible when the address is taken or no administrator would be left.
    """
    administrators = lock_administrators()
    member = lock(member)
    require(by, "member.change", member)
    if email.lower() != member.email.lower():
        refuse_taken(email)
        EmailAddress.objects.filter(user=member).delete()
        EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
    if not is_administrator:
        refuse_last(member, administrators)
    wanted = {"name": name, "email": email, "is_administrator": is_administrator}
    changed = sorted(field for field, value in wanted.items() if getattr(member, field) != value)
    if not changed:
        return member
    member.name, member.email, member.is_administrator = name, email, is_administrator
    member.save(update_fields=changed)
    record("member.change", member, by=by, fields=changed, is_administrator=is_administrator)
    return member


@transaction.atomic
def deactivate(member: Member, *, by: Actor) -> Member:
    """End somebody's access at once; what they did stays under their name.

    Raises NotPossible for oneself, for the last administrator, and (from the rooms above)
    while they still hold work: it is handed over first.
    """
    administrators = lock_administrators()
    member = lock(member)
    require(by, "member.deactivate", member)
    if member == by:
        raise NotPossible(_("You can't deactivate yourself; another administrator can."))
    if not member.is_active:
        return member
    refuse_last(member, administrators)
    member.is_active, member.deactivated_at = False, timezone.now()
    member.session_epoch += 1
    member.save(update_fields=["is_active", "deactivated_at", "session_epoch"])
    record("member.deactivate", member, by=by)
    return member


@transaction.atomic
def reactivate(member: Member, *, by: Actor) -> Member:
    """Let somebody in again, with the memberships they had."""
    member = lock(member)
    require(by, "member.reactivate", member)
    if member.is_active:
        return member
    member.is_active, member.deactivated_at = True, None
    member.save(update_fields=["is_active", "deactivated_at"])
    record("member.reactivate", member, by=by)
    return member


@transaction.atomic
def sign_out_everywhere(member: Member, *, by: Actor) -> Member:
    """End every session of somebody, on all their devices."""
    require(by, "member.sign_out_everywhere", member)
    end_sessions(member)
    record("member.sign_out_everywhere", member, by=by)
    return member
