"""What the acts of task forces share: the row as it stands, who may be in one, and as what."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Department, DepartmentKind, Member, Membership, Role
from accounts.permissions import require
from inbox.models import CannedResponse, TaskForce
from inbox.models.task_force import FEED_LENGTH


def force_row(task_force: TaskForce, verb: str, *, by: Actor) -> TaskForce:
    """It as it stands now, ours until the transaction ends, with the right asked; raises for one that is closed."""
    row = locked(task_force)
    require(by, verb, row)
    if row.closed_at is not None:
        raise NotPossible(_("%(name)s is closed.") % {"name": row})
    return row


def locked(task_force: TaskForce) -> TaskForce:
    """It as it stands now, closed or not."""
    rows = TaskForce.objects.select_for_update(of=("self",)).select_related("department", "lead", "policy", "statement")
    found: TaskForce = rows.get(pk=task_force.pk)
    return found


def tidy(text: str, most: int, empty: str) -> str:
    """One line of at most so many characters; raises NotPossible with the sentence `empty`."""
    found = " ".join(text.replace("\x00", "").split())
    if not found:
        raise NotPossible(empty)
    if len(found) > most:
        raise NotPossible(_("Say it in at most %(most)d characters.") % {"most": most})
    return found


def usual_roles(members: Collection[Member]) -> dict[int, dict[int, Role]]:
    """By member: their role in each standing department that is in use."""
    rows = Membership.objects.filter(
        member__in=[one.pk for one in members],
        department__is_active=True,
        department__kind=DepartmentKind.DEPARTMENT,
    )
    found: dict[int, dict[int, Role]] = {one.pk: {} for one in members}
    for member, department, role in rows.values_list("member_id", "department_id", "role"):
        found[member][department] = Role(role)
    return found


def role_of(member: Member, usual: dict[int, dict[int, Role]]) -> Role:
    """As what somebody joins: as they work elsewhere, and no lead; who may not send there may not send here."""
    if member.is_administrator:
        return Role.AGENT
    best = max(usual.get(member.pk, {}).values(), key=lambda role: role.rank, default=Role.OBSERVER)
    return best if best.rank < Role.AGENT.rank else Role.AGENT


def refuse_one_department(members: Collection[Member]) -> None:
    """Raise NotPossible unless the people come from at least two departments."""
    usual = usual_roles(members)
    if len({department for roles in usual.values() for department in roles}) < 2:
        raise NotPossible(
            _("Its people must come from at least two departments; what one can do by itself needs no task force.")
        )


def refuse_lead(member: Member) -> None:
    """Raise NotPossible for who could not decide there."""
    if not member.is_active:
        raise NotPossible(_("%(member)s is no longer active.") % {"member": member})
    if role_of(member, usual_roles([member])) != Role.AGENT:
        raise NotPossible(_("%(member)s may not send replies anywhere, and so can't lead this.") % {"member": member})


def tidy_feed(feed: str) -> str:
    """As it is kept; raises NotPossible for a longer one."""
    found = " ".join(feed.replace("\x00", "").split())
    if len(found) > FEED_LENGTH:
        raise NotPossible(_("What it looks for has at most %(most)d characters.") % {"most": FEED_LENGTH})
    return found


def refuse_hidden(statement: CannedResponse | None, department: Department) -> None:
    """Raise NotPossible for a canned response that not everybody may read."""
    if statement is None:
        return
    if statement.archived_at is not None:
        raise NotPossible(_("“%(title)s” is archived.") % {"title": statement})
    home = statement.department
    if home is not None and home.pk != department.pk and home.is_closed:
        raise NotPossible(
            _("“%(title)s” belongs to a closed department; not everybody may read it.") % {"title": statement}
        )


def mark_of(name: str) -> str:
    """Two or three letters for a name: its initials, else its beginning."""
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:3]
    return (initials if len(initials) > 1 else "".join(sign for sign in name if sign.isalnum())[:2] or "TF").upper()
