"""Keeping a list under a name: what the menu offers, and the saved views on their page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.actions.saved_views import manages
from inbox.filters import ListQuery
from inbox.models import SavedView
from inbox.models.saved_view import Icon
from inbox.presenters.places import led_by, views_of
from inbox.presenters.ready import saved_of


@dataclass(frozen=True, slots=True)
class Keep:
    """`query` is what would be kept; `changed` is the saved view that this list departs from, if one may change it."""

    query: str
    places: list[tuple[str, str]]
    icons: list[tuple[str, str]]
    changed: SavedView | None
    shown: bool


@dataclass(frozen=True, slots=True)
class KeptView:
    """A saved view on its page."""

    pk: int
    name: str
    icon: str
    href: str
    query: str
    first: bool
    last: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """One's own, or those of a department."""

    title: str
    views: list[KeptView]


def keep_for(query: ListQuery, member: Member) -> Keep:
    """What "save this view" offers on a list."""
    saved = saved_of(query, member)
    departs = saved is not None and replace(ListQuery.parse(saved.query), saved=0) != replace(query, saved=0)
    return Keep(
        query=query.written(saved=0),
        places=[("", _("Only me")), *((item.slug, item.name) for item in led_by(member))],
        icons=[(str(value), str(label)) for value, label in Icon.choices],
        changed=saved if saved is not None and departs and manages(member, saved) else None,
        shown=departs or (saved is None and query != ListQuery()),
    )


def kept_groups(member: Member) -> list[KeptGroup]:
    """The member's own saved views, then those of each department."""
    groups: dict[str, list[SavedView]] = {_("Only for you"): []}
    for view in views_of(member):
        groups.setdefault(view.department.name if view.department else _("Only for you"), []).append(view)
    return [KeptGroup(title, [_kept(views, n, member) for n in range(len(views))]) for title, views in groups.items()]


def _kept(views: list[SavedView], place: int, member: Member) -> KeptView:
    view = views[place]
    query = replace(ListQuery.parse(view.query), saved=view.pk)
    return KeptView(
        pk=view.pk,
        name=view.name,
        icon=view.icon,
        href=reverse("inbox:list") + query.written(),
        query=view.query,
        first=place == 0,
        last=place == len(views) - 1,
        may_change=manages(member, view),
    )
