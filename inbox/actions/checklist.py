"""The organisation's templates of checklists."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.actions._forces import tidy
from inbox.models import Checklist
from inbox.models.task_force import LINE_LENGTH

NAME_LENGTH, MOST_LINES = 80, 50


@transaction.atomic
def create(*, name: str, lines: Sequence[str], by: Actor) -> Checklist:
    """A new template; raises NotPossible for a name that is taken or empty, and without a line."""
    require(by, "checklist.create")
    made = Checklist(name=_free(name), lines=_lines(lines))
    made.save()
    record("checklist.create", made, by=by)
    return made


@transaction.atomic
def change(checklist: Checklist, *, name: str, lines: Sequence[str], by: Actor) -> Checklist:
    """Another name or other lines, for what is opened from now on."""
    require(by, "checklist.change", checklist)
    row = Checklist.objects.select_for_update().get(pk=checklist.pk)
    wanted = (_free(name, besides=row.pk), _lines(lines))
    if wanted != (row.name, row.lines):
        row.name, row.lines = wanted
        row.save(update_fields=["name", "lines"])
        record("checklist.change", row, by=by)
    return row


@transaction.atomic
def archive(checklist: Checklist, *, by: Actor) -> Checklist:
    """Offer it no more."""
    return _set(checklist, "checklist.archive", is_archived=True, by=by)


@transaction.atomic
def restore(checklist: Checklist, *, by: Actor) -> Checklist:
    """Offer it again."""
    return _set(checklist, "checklist.restore", is_archived=False, by=by)


def _set(checklist: Checklist, verb: str, *, is_archived: bool, by: Actor) -> Checklist:
    require(by, verb, checklist)
    row = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if row.is_archived != is_archived:
        row.is_archived = is_archived
        row.save(update_fields=["is_archived"])
        record(verb, row, by=by)
    return row


def _free(name: str, besides: int = 0) -> str:
    found = tidy(name, NAME_LENGTH, _("Give the checklist a name."))
    if Checklist.objects.filter(name__iexact=found).exclude(pk=besides).exists():
        raise NotPossible(_("There is a checklist “%(name)s” already.") % {"name": found})
    return found


def _lines(lines: Sequence[str]) -> list[str]:
    found = [tidy(line, LINE_LENGTH, "") for line in lines if line.strip()]
    if not found:
        raise NotPossible(_("Write at least one thing that is to be done, each on a line of its own."))
    if len(found) > MOST_LINES:
        raise NotPossible(_("A checklist has at most %(most)d lines.") % {"most": MOST_LINES})
    return found
