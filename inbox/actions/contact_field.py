"""Fields that administrators add to every contact."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.models import ContactField
from inbox.models.knowledge import FieldKind


@transaction.atomic
def create(*, name: str, kind: str, choices: Sequence[str] = (), by: Actor) -> ContactField:
    """A new field; raises NotPossible for a name in use, or a choice without two answers to choose from."""
    require(by, "field.create")
    field = ContactField(kind=kind)
    _fill(field, name, choices)
    field.save()
    record("field.create", field, by=by, kind=kind)
    return field


@transaction.atomic
def change(field: ContactField, *, name: str, choices: Sequence[str] = (), by: Actor) -> ContactField:
    """Another name, other answers; values given before stay as they are. The kind stays too."""
    require(by, "field.change", field)
    _fill(field, name, choices)
    field.save(update_fields=["name", "choices"])
    record("field.change", field, by=by)
    return field


@transaction.atomic
def archive(field: ContactField, *, by: Actor) -> ContactField:
    """Take it out of use; the values stay for the day it comes back."""
    require(by, "field.archive", field)
    field.is_active = False
    field.save(update_fields=["is_active"])
    record("field.archive", field, by=by)
    return field


@transaction.atomic
def restore(field: ContactField, *, by: Actor) -> ContactField:
    """Take it into use again."""
    require(by, "field.restore", field)
    field.is_active = True
    field.save(update_fields=["is_active"])
    record("field.restore", field, by=by)
    return field


def _fill(field: ContactField, name: str, choices: Sequence[str]) -> None:
    name = " ".join(name.replace("\x00", "").split())
    answers = list(dict.fromkeys(" ".join(choice.replace("\x00", "").split())[:100] for choice in choices))
    answers = [answer for answer in answers if answer]
    if not name or len(name) > 60:
        raise NotPossible(_("A field's name has 1 to 60 characters."))
    if field.kind not in FieldKind.values:
        raise NotPossible(_("“%(kind)s” is no kind of field.") % {"kind": field.kind})
    if ContactField.objects.filter(name__iexact=name).exclude(pk=field.pk).exists():
        raise NotPossible(_("There is a field “%(name)s” already.") % {"name": name})
    if field.kind == FieldKind.CHOICE and len(answers) < 2:
        raise NotPossible(_("Give at least two answers to choose from, one a line."))
    field.name = name
    field.choices = answers if field.kind == FieldKind.CHOICE else []
