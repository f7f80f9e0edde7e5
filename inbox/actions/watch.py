"""Standing queries: made, changed, paused and put away by administrators."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.channels.base import Ability
from inbox.channels.registry import connectors
from inbox.models import Channel, Watch
from inbox.models.watch import QUERY_LENGTH, Purpose, WatchKind


@transaction.atomic
def create(
    channel: Channel,
    *,
    kind: str,
    query: str,
    department: Department,
    purpose: str = Purpose.BRAND,
    by: Actor,
) -> Watch:
    """Listen for words or a hashtag on a channel's network from now on; the first look is due at once.

    Raises NotPossible where the network can't be searched, or for a query that is there already.
    """
    watch = Watch(channel=channel, created_by_id=getattr(by, "pk", None))
    require(by, "watch.create", watch)
    known = connectors().get(channel.network)
    if known is None or Ability.SEARCH not in known.abilities:
        raise NotPossible(_("%(channel)s can't be searched.") % {"channel": channel})
    _fill(watch, kind, query, department, purpose)
    watch.next_poll_at = timezone.now()
    _save(watch)
    record("watch.create", watch, by=by, kind=str(watch.kind), purpose=str(watch.purpose))
    return watch


@transaction.atomic
def change(watch: Watch, *, kind: str, query: str, department: Department, purpose: str, by: Actor) -> Watch:
    """Look for something else, or for another department; a new query begins anew.

    What was found already stays where it is.
    """
    watch = _standing(watch)
    require(by, "watch.change", watch)
    before = (watch.kind, watch.query, watch.department_id, watch.purpose)
    _fill(watch, kind, query, department, purpose)
    after = (watch.kind, watch.query, watch.department_id, watch.purpose)
    if before == after:
        return watch
    if before[:2] != after[:2]:
        watch.cursor, watch.next_poll_at = {}, timezone.now()
    _save(watch)
    names = ("kind", "query", "department", "purpose")
    fields = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
    record("watch.change", watch, by=by, fields=fields)
    return watch


@transaction.atomic
def pause(watch: Watch, *, by: Actor) -> Watch:
    """Look no more until resumed."""
    watch = _standing(watch)
    require(by, "watch.pause", watch)
    if not watch.is_active:
        raise NotPossible(_("“%(watch)s” is paused already.") % {"watch": watch})
    watch.is_active = False
    watch.save(update_fields=["is_active"])
    record("watch.pause", watch, by=by)
    return watch


@transaction.atomic
def resume(watch: Watch, *, by: Actor) -> Watch:
    """Look again, beginning where it stopped."""
    watch = _standing(watch)
    require(by, "watch.resume", watch)
    if watch.is_active:
        raise NotPossible(_("“%(watch)s” is active already.") % {"watch": watch})
    if not watch.department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": watch.department})
    watch.is_active, watch.next_poll_at, watch.failures, watch.failing_since = True, timezone.now(), 0, None
    watch.save(update_fields=["is_active", "next_poll_at", "failures", "failing_since"])
    record("watch.resume", watch, by=by)
    return watch


@transaction.atomic
def archive(watch: Watch, *, by: Actor) -> Watch:
    """Put it away for good; what it found stays."""
    watch = _standing(watch)
    require(by, "watch.archive", watch)
    watch.archived_at, watch.is_active = timezone.now(), False
    watch.save(update_fields=["archived_at", "is_active"])
    record("watch.archive", watch, by=by)
    return watch


def _standing(watch: Watch) -> Watch:
    """The row, locked; raises NotPossible when it was archived."""
    rows = Watch.objects.select_for_update(of=("self",)).select_related("channel", "department")
    locked: Watch = rows.get(pk=watch.pk)
    if locked.archived_at is not None:
        raise NotPossible(_("“%(watch)s” was archived.") % {"watch": locked})
    return locked


def _fill(watch: Watch, kind: str, query: str, department: Department, purpose: str) -> None:
    """Put it in place; raises NotPossible for what makes no sense."""
    words = " ".join(query.split())
    if kind == WatchKind.TAG:
        words = words.lstrip("#")
        if " " in words:
            raise NotPossible(_("A hashtag is one word."))
    if not words:
        raise NotPossible(_("Say what to look for."))
    if len(words) > QUERY_LENGTH:
        raise NotPossible(_("A query has at most %(most)d characters.") % {"most": QUERY_LENGTH})
    if kind not in WatchKind.values or purpose not in Purpose.values:
        raise NotPossible(_("There is no such kind or purpose of a watch."))
    if not department.is_active:
        raise NotPossible(_("%(department)s is archived.") % {"department": department})
    watch.kind, watch.query, watch.department, watch.purpose = kind, words, department, purpose


def _save(watch: Watch) -> None:
    try:
        with transaction.atomic():
            watch.save()
    except IntegrityError as error:
        raise NotPossible(_("“%(watch)s” is looked for here already.") % {"watch": watch}) from error
