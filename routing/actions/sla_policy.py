"""What is promised to those who write to us: made, changed, ordered and put away by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.models import Channel
from inbox.models.conversation import Priority
from inbox.models.message import MessageKind
from routing.actions._book import one_at_a_time, write_book
from routing.actions.promise import TOLD
from routing.breaching import offered
from routing.models import SlaPolicy
from routing.models.policy import SLA_NAME_LENGTH
from routing.promising import Pause, Promise

LONGEST = 366 * 24 * 60
"""Minutes that a promise may take: a year."""
FIELDS = (
    *("name", "departments", "channels", "kinds", "priorities", "targets", "calendar_id", "pauses"),
    *("warn_minutes", "warn_share", "warn_tell", "breach_tell", "breach_acts"),
)


@transaction.atomic
def create(*, name: str, targets: Mapping[str, int], by: Actor, **content: Any) -> SlaPolicy:
    """A new policy, the last of its kind; what waits already is promised it from now on.

    Raises NotPossible with a whole sentence for promises that make no sense.
    """
    require(by, "sla_policy.create")
    one_at_a_time()
    last = SlaPolicy.objects.aggregate(last=Max("position"))["last"] or 0
    policy = SlaPolicy(position=last + 1)
    _fill(policy, name, targets, content)
    _save(policy)
    write_book()
    record("sla_policy.create", policy, by=by, version=policy.number)
    return policy


@transaction.atomic
def change(policy: SlaPolicy, *, name: str, targets: Mapping[str, int], by: Actor, **content: Any) -> SlaPolicy:
    """It promises something else from now on; clocks that run go on with the time they have used."""
    require(by, "sla_policy.change", policy)
    one_at_a_time()
    policy = _standing(policy)
    before = _content(policy)
    _fill(policy, name, targets, content)
    changed = sorted(field for field, value in _content(policy).items() if before[field] != value)
    if not changed:
        return policy
    policy.number += 1
    _save(policy)
    write_book()
    record("sla_policy.change", policy, by=by, version=policy.number, fields=changed)
    return policy


@transaction.atomic
def move(policy: SlaPolicy, *, place: int, by: Actor) -> SlaPolicy:
    """Put it at a place among those that name as many facts as it does, 1 being the first."""
    require(by, "sla_policy.move", policy)
    one_at_a_time()
    policy = _standing(policy)
    others = [row for row in SlaPolicy.objects.standing() if named_by(row) == named_by(policy) and row != policy]
    if not 1 <= place <= len(others) + 1:
        raise NotPossible(_("The list has no such place."))
    positions = sorted([policy.position, *(row.position for row in others)])
    others.insert(place - 1, policy)
    changed = [(row, at) for row, at in zip(others, positions, strict=True) if row.position != at]
    if not changed:
        return policy
    for row, at in changed:
        row.position = at
    SlaPolicy.objects.bulk_update([row for row, _at in changed], ["position"])
    write_book()
    record("sla_policy.move", policy, by=by, place=place)
    return policy


@transaction.atomic
def archive(policy: SlaPolicy, *, by: Actor) -> SlaPolicy:
    """Put it away for good: what it promised is no longer owed, and what it broke stays broken."""
    require(by, "sla_policy.archive", policy)
    one_at_a_time()
    policy = _standing(policy)
    policy.archived_at = timezone.now()
    policy.save(update_fields=["archived_at"])
    write_book()
    record("sla_policy.archive", policy, by=by, version=policy.number)
    return policy


def named_by(policy: SlaPolicy) -> int:
    """How many facts of a conversation it names: the more, the earlier it is asked."""
    return sum(bool(each) for each in (policy.departments, policy.channels, policy.kinds, policy.priorities))


def _standing(policy: SlaPolicy) -> SlaPolicy:
    locked: SlaPolicy = SlaPolicy.objects.select_for_update().get(pk=policy.pk)
    if locked.archived_at is not None:
        raise NotPossible(_("“%(policy)s” was archived.") % {"policy": locked})
    return locked


def _fill(policy: SlaPolicy, name: str, targets: Mapping[str, int], content: Mapping[str, Any]) -> None:
    name = " ".join(name.split())
    if not name or len(name) > SLA_NAME_LENGTH:
        raise NotPossible(_("A name has between 1 and %(most)d characters.") % {"most": SLA_NAME_LENGTH})
    policy.name, policy.targets = name, _checked_targets(targets)
    for field, known in _KNOWN.items():
        given = list(dict.fromkeys(content.get(field, ())))
        # What it says already may stay, though nobody else could choose it any more.
        if unknown := set(given) - known() - set(getattr(policy, field)):
            raise NotPossible(_("“%(value)s” does not exist.") % {"value": sorted(map(str, unknown))[0]})
        setattr(policy, field, sorted(given))
    policy.calendar = content.get("calendar")
    policy.warn_minutes, policy.warn_share = int(content.get("warn_minutes") or 0), int(content.get("warn_share") or 0)
    if not 0 <= policy.warn_share < 100 or not 0 <= policy.warn_minutes <= LONGEST:
        raise NotPossible(_("Warn some minutes before, or after a share of the time between 1 and 99 percent."))


def _checked_targets(targets: Mapping[str, int]) -> dict[str, int]:
    found = {str(promise): int(targets[promise]) for promise in Promise if targets.get(promise)}
    if not found or set(map(str, targets)) - set(map(str, Promise)):
        raise NotPossible(_("A policy promises something: give at least one of its times."))
    if not all(1 <= minutes <= LONGEST for minutes in found.values()):
        raise NotPossible(_("A promise takes between a minute and a year."))
    return found


_KNOWN: dict[str, Any] = {
    "departments": lambda: set(Department.objects.values_list("pk", flat=True)),
    "channels": lambda: set(Channel.objects.values_list("pk", flat=True)),
    "kinds": lambda: set(MessageKind.values),
    "priorities": lambda: set(Priority.values),
    "pauses": lambda: {str(pause) for pause in Pause},
    "warn_tell": lambda: set(TOLD),
    "breach_tell": lambda: set(TOLD),
    "breach_acts": lambda: set(offered()),
}


def _content(policy: SlaPolicy) -> dict[str, Any]:
    return {field: getattr(policy, field) for field in FIELDS}


def _save(policy: SlaPolicy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        raise NotPossible(_("There is a policy named “%(name)s” already.") % {"name": policy.name}) from error
