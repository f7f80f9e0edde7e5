"""Who may be the same person on another network, and why we think so. Nobody is merged by this."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Member
from inbox.models import Apart, Contact, ContactEmail, Handle
from inbox.models.contact import Stem

SHORTEST = 4
"""Letters that a handle must have to tell anything."""

MOST = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another contact, and what both have in common."""

    contact: Contact
    reason: str


def alike(family: Collection[Contact], member: Member) -> list[Likeness]:
    """Contacts the member may see that may be the same as these, the surest first, MOST of them."""
    ids = {contact.pk for contact in family}
    handles = list(Handle.objects.filter(contact__in=ids).annotate(stem=Stem("handle")))
    reasons: dict[int, str] = {}
    for contact_id, reason in _found(ids, handles):
        reasons.setdefault(contact_id, reason)
    visible = Contact.objects.visible_to(member).filter(pk__in=reasons).exclude(pk__in=ids)
    apart = _apart(ids)
    found: dict[int, Likeness] = {}
    for contact in visible.select_related("survivor"):
        root = contact.survivor or contact
        if root.pk not in ids and not {contact.pk, root.pk} & apart:
            found.setdefault(root.pk, Likeness(contact, reasons[contact.pk]))
    order = list(reasons)
    return sorted(found.values(), key=lambda each: order.index(each.contact.pk))[:MOST]


def _found(ids: set[int], handles: list[Any]) -> Iterator[tuple[int, str]]:
    """Contact and reason, the surest reason first."""
    own = ContactEmail.objects.filter(contact__in=ids).values_list(Lower("address"), flat=True)
    addresses = set(own)
    if addresses:
        same = ContactEmail.objects.annotate(lower=Lower("address")).filter(lower__in=addresses)
        for contact_id, address in same.exclude(contact__in=ids).values_list("contact_id", "address")[: 4 * MOST]:
            yield contact_id, _("The same e-mail address, %(address)s") % {"address": address}
    networks = {handle.network for handle in handles}
    elsewhere = Handle.objects.exclude(contact__in=ids)
    if len(networks) == 1:
        elsewhere = elsewhere.exclude(network__in=networks)
    stems = {handle.stem for handle in handles if len(handle.stem) >= SHORTEST}
    if stems:
        rows = elsewhere.annotate(stem=Stem("handle")).filter(stem__in=stems).order_by("pk")
        for contact_id, stem in rows.values_list("contact_id", "stem")[: 4 * MOST]:
            yield contact_id, _("The same handle on another network, %(handle)s") % {"handle": stem}
    yield from _named(elsewhere, handles)


def _named(elsewhere: QuerySet[Handle], handles: list[Any]) -> Iterator[tuple[int, str]]:
    """The same full name: one word alone is no sign."""
    names = {" ".join(handle.name.split()) for handle in handles if len(handle.name.split()) > 1}
    asked = Q()
    for name in sorted(names)[:MOST]:
        asked |= Q(name__iexact=name)
    if asked:
        for contact_id, name in elsewhere.filter(asked).order_by("pk").values_list("contact_id", "name")[: 4 * MOST]:
            yield contact_id, _("The same name on another network, %(name)s") % {"name": name}


def _apart(ids: set[int]) -> set[int]:
    """Those of whom somebody said that they are somebody else, by any of their rows."""
    rows = Apart.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    pairs = rows.values_list("one_id", "one__survivor_id", "other_id", "other__survivor_id")
    return {pk for pair in pairs for pk in pair if pk is not None} - ids
