"""Finding the people outside by name, handle, company, place or e-mail address."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, Value

from accounts.models import Member
from inbox.models import Contact, ContactEmail, Handle
from inbox.models.contact import ContactQuerySet
from inbox.models.folding import Folded
from inbox.search.syntax import Query


def contacts(query: Query, member: Member) -> ContactQuerySet:
    """Those whom the member may know and of whom every word holds, those met last first; a family once."""
    seen: ContactQuerySet = Contact.objects.visible_to(member)
    heads = seen.filter(Q(survivor=None) | ~Exists(Contact.objects.visible_to(member).filter(pk=OuterRef("survivor"))))
    for term in query.terms:
        called = _called(term.text, seen)
        heads = heads.exclude(pk__in=called) if term.excluded else heads.filter(pk__in=called)
    return heads.order_by("-pk")


def _called(text: str, seen: ContactQuerySet) -> Any:
    """The numbers of contacts with this in a name, a handle, the company, the place or an address; of survivors too."""
    part = Folded(Value(text.lstrip("@")))
    named = Contact.objects.alias(folded=Folded("name", "company", "place")).filter(folded__contains=part)
    handles = Handle.objects.alias(folded=Folded("handle", "name")).filter(folded__contains=part)
    emails = ContactEmail.objects.filter(address__icontains=text)
    ways: Any = (named.values("pk"), handles.values("contact_id"), emails.values("contact_id"))
    first, *others = (way.order_by() for way in ways)
    parts = seen.exclude(survivor=None).filter(pk__in=first.union(*others))
    return first.union(*others, parts.order_by().values("survivor_id"))
