"""Two contacts that are one person. Merging moves nothing, so taking it apart restores both.

What comes by an account (messages, facts taken from them) belongs to the contact of that account
and goes with it; what members write about the person while they are one belongs to the survivor.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Apart, Contact, ContactMerge


@transaction.atomic
def merge(part: Contact, *, into: Contact, by: Member) -> Contact:
    """Let one contact stand for both; raises NotPossible when they are one already."""
    require(by, "contact.merge", part)
    ids = {_shows(part), _shows(into)}
    if len(ids) < 2:
        raise NotPossible(_("These are one contact already."))
    rows = {row.pk: row for row in Contact.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
    first, whole = rows[_shows(part)], rows[_shows(into)]
    Contact.objects.filter(pk__in=_parts_of(first.pk)).update(survivor=whole)
    ContactMerge.objects.create(part=first, whole=whole, member=by, at=timezone.now())
    record("contact.merge", whole, by=by, part=first.pk)
    return whole


@transaction.atomic
def unmerge(part: Contact, *, by: Member) -> Contact:
    """Take a contact out again, with whatever had been merged into it before; returns it."""
    require(by, "contact.unmerge", part)
    root = _shows(part)
    list(Contact.objects.select_for_update(no_key=True).filter(pk__in={root, part.pk}).order_by("pk"))
    edge = ContactMerge.objects.filter(part=part).first()
    if edge is None:
        raise NotPossible(_("This contact is not merged into another."))
    edge.delete()
    Contact.objects.filter(pk__in=_parts_of(part.pk) - {part.pk}).update(survivor=part)
    part.survivor = None
    part.save(update_fields=["survivor"])
    record("contact.unmerge", part, by=by, whole=root)
    return part


@transaction.atomic
def set_apart(contact: Contact, *, other: Contact, by: Member) -> Contact:
    """They are not the same person: don't suggest it again."""
    require(by, "contact.set_apart", contact)
    one, two = sorted((contact.pk, other.pk))
    if one == two:
        raise NotPossible(_("These are one contact already."))
    _row, is_new = Apart.objects.get_or_create(one_id=one, other_id=two, defaults={"member": by})
    if is_new:
        record("contact.set_apart", contact, by=by, other=other.pk)
    return contact


@transaction.atomic
def compare_again(contact: Contact, *, other: Contact, by: Member) -> Contact:
    """Take that back: they may be suggested again."""
    require(by, "contact.compare_again", contact)
    one, two = sorted((contact.pk, other.pk))
    if Apart.objects.filter(one=one, other=two).delete()[0]:
        record("contact.compare_again", contact, by=by, other=other.pk)
    return contact


def _parts_of(pk: int) -> set[int]:
    """A contact and all that was merged into it, directly or through others."""
    found, fresh = {pk}, {pk}
    while fresh:
        fresh = set(ContactMerge.objects.filter(whole__in=fresh).values_list("part_id", flat=True)) - found
        found |= fresh
    return found


def _shows(contact: Contact) -> int:
    """Which one stands for it now."""
    survivor = Contact.objects.filter(pk=contact.pk).values_list("survivor_id", flat=True).first()
    return survivor or contact.pk
