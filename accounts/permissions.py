"""Doing: one table asked three ways. Seeing is a queryset (`visible_to`), not here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actors import Actor, System
from accounts.errors import NotAllowed
from accounts.models import Member, Membership, Role
from accounts.models.member import MemberQuerySet
from accounts.scopes import FOLLOWING, allows, scope_of
from accounts.verbs import VERBS, Right

RANK = {Right.OBSERVER: 0, Right.TRAINEE: 1, Right.AGENT: 2, Right.LEAD: 3}


def roles_of(member: Member) -> dict[int, Role]:
    """The member's role by department id; read once a request (kept on the member)."""
    roles: dict[int, Role] | None = getattr(member, "_roles", None)
    if roles is None:
        rows = member.reached(Membership.objects.filter(member=member, department__is_active=True), "department")
        roles = {department: Role(role) for department, role in rows.values_list("department_id", "role")}
        member._roles = roles  # type: ignore[attr-defined]
    return roles


def forget_roles(member: Member) -> None:
    """Read the member's roles anew at the next question."""
    member.__dict__.pop("_roles", None)


def department_of(subject: Any) -> int | None:
    """The department in which rights on a subject are asked."""
    conversation = getattr(subject, "conversation", None)
    holder = conversation if conversation is not None else subject
    return getattr(holder, "department_id", None)


def may(actor: Actor, verb: str, subject: Any = None) -> bool:
    """Whether someone may do something to a subject (or at all, without one).

    Without a department to ask in, any membership of sufficient role counts; what is one's
    own (Right.SELF) is nobody else's, not even an administrator's. Raises KeyError for a verb that does not exist.
    """
    least = VERBS[verb]
    if isinstance(actor, System):
        return True
    if not actor.is_active or least is Right.NOBODY or not _token_allows(actor, verb):
        return False
    if least is Right.SELF:
        return subject is None or subject == actor
    if actor.is_administrator:
        return True
    if least is Right.ADMINISTRATOR:
        return False
    roles = roles_of(actor)
    department = department_of(subject)
    held = roles.values() if department is None else [r for d, r in roles.items() if d == department]
    return any(role.rank >= RANK[least] for role in held)


def require(actor: Actor, verb: str, subject: Any = None) -> None:
    """Raise NotAllowed with a sentence when may() says no."""
    if may(actor, verb, subject):
        return
    if isinstance(actor, Member) and not _token_allows(actor, verb):
        raise NotAllowed(_("This token does not allow it: it lacks the scope %(scope)s.") % {"scope": scope_of(verb)})
    if VERBS[verb] is Right.SELF:
        raise NotAllowed(_("Only %(member)s may do this.") % {"member": subject})
    holder = getattr(getattr(subject, "conversation", subject), "department", None)
    if holder is not None and VERBS[verb] < Right.ADMINISTRATOR:
        raise NotAllowed(
            _("This needs the role %(role)s or more in %(department)s.")
            % {"role": _role_name(VERBS[verb]), "department": holder}
        )
    raise NotAllowed(_("Only an administrator may do this."))


def who_may(verb: str, subject: Any = None) -> MemberQuerySet:
    """The reverse question: the active people who may do it; programs are not waited for."""
    least = VERBS[verb]
    members = Member.objects.active().filter(is_program=False)
    if least is Right.NOBODY:
        return members.none()
    if least is Right.SELF:
        return members if subject is None else members.filter(pk=subject.pk)
    if least is Right.ADMINISTRATOR:
        return members.filter(is_administrator=True)
    enough = [role.value for role in Role if role.rank >= RANK[least]]
    held = Q(role__in=enough, department__is_active=True)
    department = department_of(subject)
    if department is not None:
        held &= Q(department_id=department)
    holders = Membership.objects.filter(held).values("member_id")
    return members.filter(Q(is_administrator=True) | Q(pk__in=holders))


def _token_allows(member: Member, verb: str) -> bool:
    """On a page there is no token, and nothing to ask."""
    return member.scopes is None or verb in FOLLOWING or allows(member.scopes, scope_of(verb))


def _role_name(right: Right) -> str:
    return str(list(Role)[RANK[right]].label)
