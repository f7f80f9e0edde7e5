"""How somebody becomes a member: invited by mail, once, within a week."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import memberships, people
from accounts.actions._members import refuse_taken
from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.mail import post
from accounts.models import Department, Invitation, Member, Role
from accounts.models.invitation import hash_of
from accounts.permissions import require

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    roles: Mapping[Department, Role],
    by: Member,
    is_administrator: bool = False,
) -> Invitation:
    """Promise a place and mail the link; raises NotPossible for a member or somebody invited already."""
    require(by, "member.invite")
    refuse_taken(email)
    if any(invitation.is_open for invitation in Invitation.objects.filter(email__iexact=email)):
        raise NotPossible(_("%(email)s is invited already. Send that invitation again.") % {"email": email})
    secret, digest = _new_secret()
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        is_administrator=is_administrator,
        grants={str(department.pk): str(role) for department, role in roles.items()},
        secret_hash=digest,
        invited_by=by,
        expires_at=timezone.now() + GOOD_FOR,
    )
    _post(invitation, secret, by)
    record("member.invite", invitation, by=by, is_administrator=is_administrator, grants=invitation.grants)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Member) -> Invitation:
    """Mail a fresh link, good for a week from now; the former one stops working.

    Raises NotPossible when it was accepted or withdrawn.
    """
    require(by, "invitation.resend", invitation)
    invitation = _lock(invitation)
    _refuse_settled(invitation)
    refuse_taken(invitation.email)
    secret, invitation.secret_hash = _new_secret()
    invitation.expires_at = timezone.now() + GOOD_FOR
    invitation.save(update_fields=["secret_hash", "expires_at"])
    _post(invitation, secret, by)
    record("invitation.resend", invitation, by=by)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> Invitation:
    """The link stops working; raises NotPossible when it was accepted already."""
    require(by, "invitation.withdraw", invitation)
    invitation = _lock(invitation)
    _refuse_settled(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation.withdraw", invitation, by=by)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str, by: Actor, time_zone: str = "UTC") -> Member:
    """Become a member; having the link has shown that the address is theirs.

    Raises NotPossible when it is no longer open, ValidationError for a weak password.
    Departments archived since are left out.
    """
    invitation = _lock(invitation)
    if not invitation.is_open:
        raise NotPossible(_("This invitation is no longer open. Ask for a new one."))
    member = people.create(
        email=invitation.email,
        name=name,
        password=password,
        is_administrator=invitation.is_administrator,
        time_zone=time_zone,
        by=by,
    )
    for department in Department.objects.active().filter(pk__in=invitation.grants):
        role = Role(invitation.grants[str(department.pk)])
        memberships.grant(member, department=department, role=role, by=by)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record("invitation.accept", invitation, by=member, member=member.pk)
    return member


def _new_secret() -> tuple[str, str]:
    secret = secrets.token_urlsafe(32)
    return secret, hash_of(secret)


def _lock(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _refuse_settled(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise NotPossible(_("%(name)s has accepted this invitation already.") % {"name": invitation.name})
    if invitation.withdrawn_at is not None:
        raise NotPossible(_("This invitation was withdrawn. Invite them again."))


def _post(invitation: Invitation, secret: str, by: Member) -> None:
    post(
        "accounts/email/invitation",
        to=invitation.email,
        invitation=invitation,
        secret=secret,
        inviter=by,
        days=GOOD_FOR.days,
    )
