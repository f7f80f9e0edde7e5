"""The labels themselves: made, renamed, merged and put away by leads."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.actions._labels import tidy
from inbox.models import Conversation, Label, Webhook
from inbox.models.label import Colour


@transaction.atomic
def create(*, name: str, department: Department | None, by: Actor, colour: str = Colour.GREY) -> Label:
    """A new label of a department, or of the whole organisation; raises NotPossible when the name is taken."""
    label = Label(name=tidy(name), department=department, colour=_colour(colour))
    require(by, "label.create", label)
    _refuse_taken(label)
    label.save()
    record("label.create", label, by=by, colour=str(label.colour))
    return label


@transaction.atomic
def change(label: Label, *, name: str, colour: str, by: Actor) -> Label:
    """Another name or colour, wherever it is."""
    label = _lock(label)
    require(by, "label.change", label)
    wanted = {"name": tidy(name), "colour": str(_colour(colour))}
    changed = sorted(field for field, value in wanted.items() if getattr(label, field) != value)
    if not changed:
        return label
    label.name, label.colour = wanted["name"], wanted["colour"]
    _refuse_taken(label)
    label.save(update_fields=changed)
    record("label.change", label, by=by, fields=changed)
    return label


@transaction.atomic
def merge(label: Label, *, into: Label, by: Actor) -> Label:
    """Have another label take its place on every conversation; returns that other label.

    Raises NotPossible when conversations of other departments would get a label that is not theirs.
    """
    first, second = sorted((label.pk, into.pk))
    locked = {pk: _lock(Label(pk=pk)) for pk in (first, second)}
    label, into = locked[label.pk], locked[into.pk]
    require(by, "label.merge", label)
    require(by, "label.merge", into)
    if label.pk == into.pk:
        raise NotPossible(_("Choose another label to merge it into."))
    if into.merged_into_id or into.is_archived:
        raise NotPossible(_("“%(label)s” is not in use any more.") % {"label": into})
    if into.department_id not in (None, label.department_id):
        raise NotPossible(
            _("“%(label)s” is used beyond %(department)s; merge it into a label of the whole organisation.")
            % {"label": label, "department": into.department}
        )
    held = Conversation.labels.through.objects.filter(label=label)
    both = Conversation.labels.through.objects.filter(label=into).values("conversation_id")
    count = held.exclude(conversation__in=both).update(label=into)
    held.delete()
    _lead_webhooks(label, into)
    Label.objects.filter(Q(pk=label.pk) | Q(merged_into=label)).update(merged_into=into)
    record("label.merge", label, by=by, into=into.pk, conversations=count)
    return into


def _lead_webhooks(label: Label, into: Label) -> None:
    """What was told of one is told of the other, and nothing that was narrowed is told more."""
    for webhook in Webhook.objects.filter(labels=label):
        webhook.labels.add(into)
        webhook.labels.remove(label)


@transaction.atomic
def archive(label: Label, *, by: Actor) -> Label:
    """It stays where it is, and is offered no more."""
    return _set_archived(label, "label.archive", archived=True, by=by)


@transaction.atomic
def restore(label: Label, *, by: Actor) -> Label:
    """Offer an archived label again."""
    return _set_archived(label, "label.restore", archived=False, by=by)


def _set_archived(label: Label, verb: str, *, archived: bool, by: Actor) -> Label:
    label = _lock(label)
    require(by, verb, label)
    if label.is_archived == archived:
        return label
    label.is_archived = archived
    label.save(update_fields=["is_archived"])
    record(verb, label, by=by)
    return label


def _lock(label: Label) -> Label:
    locked: Label = Label.objects.select_for_update(of=("self",)).select_related("department").get(pk=label.pk)
    return locked


def _colour(colour: str) -> str:
    if colour not in Colour.values:
        raise NotPossible(_("“%(colour)s” is no colour of a label.") % {"colour": colour})
    return colour


def _refuse_taken(label: Label) -> None:
    """One word means one label wherever it can be put."""
    same = Label.objects.standing().filter(name__iexact=label.name).exclude(pk=label.pk)
    if label.department_id is not None:
        same = same.filter(Q(department=None) | Q(department=label.department_id))
    else:
        same = same.filter(department=None)
    if same.exists():
        raise NotPossible(_("There is a label named “%(name)s” already.") % {"name": label.name})
