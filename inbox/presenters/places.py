"""What exists for a member: departments, channels, saved views; each read once a request (kept on the member)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from accounts.models import Department, Member, Role
from accounts.permissions import roles_of
from inbox.models import Channel, SavedView
from inbox.presenters.liaisons import with_liaisons


def departments_of(member: Member) -> list[Department]:
    """Active departments that exist for this member: the open ones and their own."""
    return _once(member, "_departments", lambda: visible_departments(member))


def channels_of(member: Member) -> list[Channel]:
    """Channels that exist for this member, with who looks after them today."""
    return _once(member, "_channels", lambda: with_liaisons(visible_channels(member)))


def views_of(member: Member) -> list[SavedView]:
    """Their own saved views, then those of their departments."""
    found = SavedView.objects.visible_to(member).select_related("department")
    return _once(member, "_saved_views", lambda: found)


def led_by(member: Member) -> list[Department]:
    """Where the member may set up labels and share views."""
    if member.is_administrator:
        return departments_of(member)
    roles = roles_of(member)
    return [department for department in departments_of(member) if roles.get(department.pk) == Role.LEAD]


def visible_departments(member: Member) -> Any:
    """As departments_of(), as a query."""
    found = Department.objects.filter(is_active=True).select_related("task_force")
    if member.is_administrator:
        return found
    return found.filter(Q(is_closed=False) | Q(pk__in=list(roles_of(member))))


def visible_channels(member: Member) -> Any:
    """Open channels, and those that feed a department of theirs."""
    return Channel.objects.visible_to(member).select_related("default_department").defer("credentials")


def _once[T](member: Member, name: str, read: Callable[[], Iterable[T]]) -> list[T]:
    kept: list[T] | None = member.__dict__.get(name)
    if kept is None:
        kept = member.__dict__[name] = list(read())
    return kept
