"""Canned responses as they are listed and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import ago_in_words
from accounts.models import Department, Member
from inbox.channels.base import Ability
from inbox.diffing import Stretch, diff
from inbox.models import CannedResponse, Channel
from inbox.models.canned import CannedQuerySet
from inbox.presenters.measure import Count, count_of
from inbox.presenters.networks import account_of, can, network_label
from inbox.presenters.places import channels_of
from inbox.variables import fill, first_name, left_sentence

SHOWN = 200


@dataclass(frozen=True, slots=True)
class CannedRow:
    """One line of the list."""

    pk: int
    title: str
    shortcut: str
    text: str
    scope: str
    uses: str
    last_used_at: datetime | None
    is_approved_as_is: bool
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How a network will show it to an invented customer."""

    text: str
    left: str
    count: Count
    account: str
    network: str
    network_name: str
    channel: int
    channels: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: who wrote it when, and what it changed."""

    number: int
    by: str
    at: datetime
    title: list[Stretch]
    shortcut: list[Stretch]
    text: list[Stretch]


def canned_rows(member: Member, *, words: str, department: str, archived: bool) -> list[CannedRow]:
    """Those that exist for the member, by title; `department` is a slug, "all" for the organisation's own."""
    rows: CannedQuerySet = CannedResponse.objects.visible_to(member).filter(archived_at__isnull=not archived)
    if department == "all":
        rows = rows.filter(department=None)
    elif department:
        rows = rows.filter(department__slug=department)
    return [_row(one) for one in rows.matching(words).select_related("department")[:SHOWN]]


def uses_of(response: CannedResponse) -> str:
    """ "Used 12 times, the last time 4 hours ago"."""
    if not response.use_count or response.last_used_at is None:
        return _("Not used yet")
    said = ngettext("Used once, %(ago)s", "Used %(count)s times, the last time %(ago)s", response.use_count)
    return said % {"count": response.use_count, "ago": ago_in_words(response.last_used_at)}


def scope_of(response: CannedResponse) -> str:
    """Whose it is."""
    return response.department.name if response.department else _("All departments")


def preview_of(response: CannedResponse, member: Member, chosen: str) -> Preview | None:
    """As it would read on a channel that can be answered; None where there is no such channel."""
    able = [channel for channel in channels_of(member) if can(channel, Ability.REPLY)]
    if not able:
        return None
    own = (one for one in able if one.default_department_id == response.department_id)
    asked = (one for one in able if str(one.pk) == chosen)
    channel = next(asked, None) or next(own, None) or able[0]
    filled = fill(response.text, _invented(response, member, channel))
    return Preview(
        text=filled.text,
        left=left_sentence(filled.left),
        count=count_of(channel, filled.text),
        account=account_of(channel),
        network=channel.network,
        network_name=network_label(channel.network),
        channel=channel.pk,
        channels=[(one.pk, f"{one.name} ({network_label(one.network)})") for one in able],
    )


def version_views(response: CannedResponse) -> list[VersionView]:
    """Every version, the newest first, each with what it changed of the one before."""
    versions = list(response.versions.select_related("by"))
    olders = [*versions[1:], versions[-1]] if versions else []
    return [
        VersionView(
            one.number,
            str(one.by) if one.by else _("the set-up"),
            one.at,
            diff(older.title, one.title),
            diff(f"/{older.shortcut}", f"/{one.shortcut}"),
            diff(older.text, one.text),
        )
        for one, older in zip(versions, olders, strict=True)
    ]


def _row(response: CannedResponse) -> CannedRow:
    return CannedRow(
        pk=response.pk,
        title=response.title,
        shortcut=response.shortcut,
        text=response.text,
        scope=scope_of(response),
        uses=str(response.use_count),
        last_used_at=response.last_used_at,
        is_approved_as_is=response.is_approved_as_is,
        is_archived=response.archived_at is not None,
    )


def _invented(response: CannedResponse, member: Member, channel: Channel) -> dict[str, str]:
    place: Department = response.department or channel.default_department
    name = _("Alex Miller")
    return {
        "contact.name": name,
        "contact.first_name": first_name(name),
        "contact.handle": "@alex.miller",
        "member.name": member.name,
        "member.first_name": first_name(member.name),
        "conversation.number": "1207",
        "department.name": place.name,
        "channel.name": channel.name,
    }
