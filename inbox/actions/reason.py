"""The list of reasons for which departments ask one another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.models import Reason

LENGTH = 80


@transaction.atomic
def create(*, name: str, by: Actor) -> Reason:
    """A new reason; raises NotPossible for a name that is taken or empty."""
    require(by, "reason.create")
    reason = Reason(name=_free(name))
    reason.save()
    record("reason.create", reason, by=by)
    return reason


@transaction.atomic
def change(reason: Reason, *, name: str, by: Actor) -> Reason:
    """Call it differently, also where it was chosen already."""
    require(by, "reason.change", reason)
    reason = Reason.objects.select_for_update().get(pk=reason.pk)
    wanted = _free(name, besides=reason.pk)
    if wanted != reason.name:
        reason.name = wanted
        reason.save(update_fields=["name"])
        record("reason.change", reason, by=by)
    return reason


@transaction.atomic
def archive(reason: Reason, *, by: Actor) -> Reason:
    """Offer it no more; requests that have it keep it. The last one in use stays: without one nobody could ask."""
    require(by, "reason.archive", reason)
    reason = Reason.objects.select_for_update().get(pk=reason.pk)
    if reason.is_archived:
        return reason
    if not Reason.objects.filter(is_archived=False).exclude(pk=reason.pk).exists():
        raise NotPossible(_("This is the last reason in use; without one nobody could ask."))
    reason.is_archived = True
    reason.save(update_fields=["is_archived"])
    record("reason.archive", reason, by=by)
    return reason


@transaction.atomic
def restore(reason: Reason, *, by: Actor) -> Reason:
    """Offer it again."""
    require(by, "reason.restore", reason)
    reason = Reason.objects.select_for_update().get(pk=reason.pk)
    if reason.is_archived:
        reason.is_archived = False
        reason.save(update_fields=["is_archived"])
        record("reason.restore", reason, by=by)
    return reason


def _free(name: str, besides: int = 0) -> str:
    tidy = " ".join(name.split())[:LENGTH]
    if not tidy:
        raise NotPossible(_("Give the reason a name."))
    if Reason.objects.filter(name__iexact=tidy).exclude(pk=besides).exists():
        raise NotPossible(_("There is a reason “%(reason)s” already.") % {"reason": tidy})
    return tidy
