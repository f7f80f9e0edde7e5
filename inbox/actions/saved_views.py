"""Lists that are kept under a name: one's own, and those that leads share with their department."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import may, require
from inbox.models import SavedView
from inbox.models.saved_view import VIEW_NAME_LENGTH, Icon, SavedViewQuerySet

LONGEST_QUERY = 1000
MOST = 40
"""More than this nobody finds anything in; it also bounds what the rail counts."""


@transaction.atomic
def save(*, name: str, query: str, by: Member, icon: str = Icon.SAVE) -> SavedView:
    """Keep a list for oneself; `query` is its address ("?assignee=me")."""
    require(by, "view.save", by)
    view = SavedView(member=by, icon=_icon(icon), name=_name(name), query=_query(query))
    return _add(view, "view.save", by=by)


@transaction.atomic
def share(*, name: str, query: str, department: Department, by: Actor, icon: str = Icon.SAVE) -> SavedView:
    """Keep a list for everybody who works in a department."""
    view = SavedView(department=department, icon=_icon(icon), name=_name(name), query=_query(query))
    require(by, "view.share", view)
    return _add(view, "view.share", by=by)


@transaction.atomic
def change(view: SavedView, *, name: str, icon: str, query: str, by: Actor) -> SavedView:
    """Another name, mark or list."""
    view = _lock(view)
    _require(by, "view.change", view)
    view.name, view.icon, view.query = _name(name), _icon(icon), _query(query)
    _refuse_taken(view)
    view.save(update_fields=["name", "icon", "query"])
    record("view.change", view, by=by)
    return view


@transaction.atomic
def move(view: SavedView, *, up: bool, by: Actor) -> SavedView:
    """One place up or down among its own kind; at the end of them nothing happens."""
    view = _lock(view)
    _require(by, "view.move", view)
    beside = list(_beside(view).select_for_update().order_by("position", "pk"))
    here = [one.pk for one in beside].index(view.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(beside):
        return view
    beside[here], beside[there] = beside[there], beside[here]
    for position, one in enumerate(beside):
        one.position = position
    SavedView.objects.bulk_update(beside, ["position"])
    record("view.move", view, by=by)
    return view


@transaction.atomic
def delete(view: SavedView, *, by: Actor) -> SavedView:
    """Forget it; the conversations in it stay where they are."""
    view = _lock(view)
    _require(by, "view.delete", view)
    record("view.delete", view, by=by)
    SavedView.objects.filter(pk=view.pk).delete()
    return view


def manages(actor: Actor, view: SavedView) -> bool:
    """Whether somebody may change it: its owner; of a shared one, the department's leads."""
    return may(actor, "view.share", view) if view.department_id else may(actor, "view.change", view.member)


def _require(by: Actor, verb: str, view: SavedView) -> None:
    if view.department_id:
        require(by, "view.share", view)
    else:
        require(by, verb, view.member)


def _add(view: SavedView, verb: str, *, by: Actor) -> SavedView:
    beside = _beside(view)
    if beside.count() >= MOST:
        raise NotPossible(_("There are %(most)s views already; delete one first.") % {"most": MOST})
    _refuse_taken(view)
    view.position = (beside.aggregate(last=Max("position"))["last"] or 0) + 1
    view.save()
    record(verb, view, by=by)
    return view


def _refuse_taken(view: SavedView) -> None:
    if _beside(view).filter(name__iexact=view.name).exclude(pk=view.pk).exists():
        raise NotPossible(_("There is a view named “%(name)s” already.") % {"name": view.name})


def _beside(view: SavedView) -> SavedViewQuerySet:
    rows: SavedViewQuerySet = SavedView.objects.filter(member=view.member_id, department=view.department_id)
    return rows


def _lock(view: SavedView) -> SavedView:
    rows = SavedView.objects.select_for_update(of=("self",)).select_related("department", "member")
    locked: SavedView = rows.get(pk=view.pk)
    return locked


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > VIEW_NAME_LENGTH:
        raise NotPossible(_("A view’s name has 1 to %(longest)s characters.") % {"longest": VIEW_NAME_LENGTH})
    return name


def _icon(icon: str) -> str:
    if icon not in Icon.values:
        raise NotPossible(_("“%(icon)s” is no mark of a view.") % {"icon": icon})
    return icon


def _query(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise NotPossible(_("This list has too many filters to be kept."))
    return query
