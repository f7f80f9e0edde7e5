"""The people outside as pages show them: each member sees as much of somebody as of their conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import short_name
from accounts.models import Department, Member
from accounts.permissions import may, roles_of
from inbox.likeness import alike
from inbox.models import Contact, ContactEmail, ContactField, ContactMerge, ContactNote, Conversation, Fact, Handle
from inbox.models.contact import ContactQuerySet, Relationship
from inbox.presenters.networks import network_label
from inbox.presenters.texts import web_address

PAGE = 50
HISTORY = 50
SHOWN = ("name", "relationship", "company", "language", "place")


@dataclass(frozen=True, slots=True)
class Account:
    """One account on a network."""

    network: str
    network_name: str
    handle: str
    href: str
    followers: int | None


@dataclass(frozen=True, slots=True)
class FactView:
    """What they told us; `source` leads to the message."""

    pk: int
    text: str
    said_on: date
    source: str
    by: str
    remove: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note about them; `closed` names the department that alone sees it."""

    pk: int
    author: str
    moment: datetime
    text: str
    closed: str
    remove: str


@dataclass(frozen=True, slots=True)
class Part:
    """Another contact, merged into this one or perhaps the same."""

    pk: int
    name: str
    accounts: list[Account]
    why: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as one member knows them: the fields of the survivor, where empty those of the others."""

    head: Contact
    family: list[Contact]
    name: str
    values: dict[str, str]
    custom: dict[str, str]
    accounts: list[Account]
    emails: list[str]
    since: datetime | None

    @property
    def ids(self) -> list[int]:
        """The numbers of all rows that make up what is seen."""
        return [contact.pk for contact in self.family]

    @property
    def relationship(self) -> str:
        """What they are to us, in words."""
        value = self.values["relationship"]
        return str(Relationship(value).label) if value else ""

    @property
    def network(self) -> str:
        """The mark beside the name."""
        return self.accounts[0].network if self.accounts else ""


def known(pk: int, member: Member) -> Known | None:
    """All that this member may know of somebody by any of their numbers; None when they see nothing of theirs.

    What was merged from conversations closed to the member stays out of sight, its fields too.
    """
    family = list(Contact.objects.family(pk).visible_to(member))
    if not family:
        return None
    handles = list(Handle.objects.filter(contact__in=family).order_by("first_seen_at", "pk"))
    emails = ContactEmail.objects.filter(contact__in=family).values_list("address", flat=True)
    return assembled(family, handles, list(dict.fromkeys(emails)))


def assembled(family: list[Contact], handles: Sequence[Handle], emails: list[str]) -> Known:
    """Put together what was read; the family's first stands for all."""
    values = {name: next((v for c in family if (v := getattr(c, name))), "") for name in SHOWN}
    custom: dict[str, str] = {}
    for one in reversed(family):
        custom |= {key: value for key, value in one.custom.items() if value}
    named = next((short_name(h.name, short_name(h.handle)) for h in handles), "")
    return Known(
        head=family[0],
        family=family,
        name=short_name(values["name"], named or _("No name")),
        values=values,
        custom=custom,
        accounts=[account(handle) for handle in handles],
        emails=emails,
        since=min((handle.first_seen_at for handle in handles), default=None),
    )


def account(handle: Handle) -> Account:
    """A handle as it is drawn."""
    label = network_label(handle.network)
    return Account(handle.network, label, handle.handle or str(handle), web_address(handle.url), handle.followers)


def custom_values(person: Known) -> list[tuple[str, str]]:
    """Name and value of each field of our own that is filled."""
    if not person.custom:
        return []
    fields = ContactField.objects.filter(is_active=True, pk__in=[key for key in person.custom if key.isdecimal()])
    return [(field.name, person.custom[str(field.pk)]) for field in fields]


def facts(person: Known, member: Member, most: int = 100) -> list[FactView]:
    """The newest first."""
    rows = Fact.objects.visible_to(member).filter(contact__in=person.ids)
    return [
        FactView(
            row.pk,
            row.text,
            row.said_on,
            _source(row),
            str(row.author or _("A former member")),
            reverse("inbox:fact_remove", args=[row.pk]) if may(member, "fact.remove", row) else "",
        )
        for row in rows.select_related("source__conversation", "author")[:most]
    ]


def _source(fact: Fact) -> str:
    if fact.source is None:
        return ""
    return f"{reverse('inbox:conversation', args=[fact.source.conversation_id])}?whole=1#message-{fact.source.pk}"


def notes(person: Known, member: Member) -> list[NoteView]:
    """The oldest first."""
    rows = ContactNote.objects.visible_to(member).filter(contact__in=person.ids)
    return [
        NoteView(
            row.pk,
            str(row.author or _("A former member")),
            row.created_at,
            row.text,
            str(row.department) if row.department.is_closed else "",
            reverse("inbox:contact_note_remove", args=[row.pk]) if may(member, "contact.remove_note", row) else "",
        )
        for row in rows.select_related("author", "department")
    ]


def history_of(person: Known, member: Member) -> list[Conversation]:
    """Every conversation in which they wrote, on all channels, the newest first."""
    visible = Conversation.objects.visible_to(member).filter(
        pk__in=Conversation.objects.filter(messages__author__contact__in=person.ids).values("pk")
    )
    related = visible.select_related("author", "assignee", "department", "channel").defer("channel__credentials")
    return list(related.order_by("-last_message_at", "-pk")[: HISTORY + 1])


def parts(person: Known) -> list[Part]:
    """What was merged into it and is seen, each with its accounts."""
    edges = ContactMerge.objects.filter(part__in=person.family).select_related("part")
    by_contact = _accounts([edge.part_id for edge in edges])
    return [Part(edge.part_id, _called(edge.part, by_contact), by_contact.get(edge.part_id, [])) for edge in edges]


def perhaps(person: Known, member: Member) -> list[Part]:
    """Who may be the same person, with the reason."""
    found = alike(person.family, member)
    by_contact = _accounts([each.contact.pk for each in found])
    return [
        Part(
            each.contact.pk,
            _called(each.contact, by_contact),
            by_contact.get(each.contact.pk, []),
            each.reason,
            reverse("inbox:contact", args=[each.contact.pk]),
        )
        for each in found
    ]


def desks(member: Member) -> list[Department]:
    """In the name of which departments one may write something down, one's own first."""
    found = Department.objects.filter(is_active=True)
    return list(found if member.is_administrator else found.filter(pk__in=list(roles_of(member))))


def listed(member: Member, *, relationship: str = "", words: str = "", before: int | None = None) -> list[Known]:
    """A page of people, those met last first, and one more when there are others; seven queries at most."""
    seen: ContactQuerySet = Contact.objects.visible_to(member)
    # A family is listed once: by its survivor, or by its parts where the survivor is out of sight.
    heads = seen.filter(Q(survivor=None) | ~Exists(Contact.objects.visible_to(member).filter(pk=OuterRef("survivor"))))
    if words:
        handles = Handle.objects.filter(Q(handle__icontains=words.lstrip("@")) | Q(name__icontains=words))
        named = Contact.objects.filter(name__icontains=words).order_by()
        found = Q(pk__in=named.values("pk")) | Q(pk__in=handles.order_by().values("contact_id"))
        heads = heads.filter(found | Q(pk__in=_survivors(member, found)))
    if relationship in Relationship.values:
        own = Q(relationship=relationship)
        heads = heads.filter(own | Q(relationship="", pk__in=_survivors(member, own)))
    if before is not None:
        heads = heads.filter(pk__lt=before)
    return together_as_seen(list(heads.order_by("-pk")[: PAGE + 1]), member)


def _survivors(member: Member, found: Q) -> Any:
    """Those that stand for others of whom this holds."""
    return Contact.objects.visible_to(member).filter(found).exclude(survivor=None).order_by().values("survivor_id")


def together_as_seen(page: list[Contact], member: Member) -> list[Known]:
    """Each with the rows merged with it that the member sees; a family is listed once, where it is met first."""
    roots = {contact.survivor_id or contact.pk for contact in page}
    rows = Contact.objects.filter(Q(pk__in=roots) | Q(survivor__in=roots)).visible_to(member)
    families: dict[int, list[Contact]] = {}
    for row in sorted(rows, key=lambda row: (row.survivor_id is not None, row.pk)):
        families.setdefault(row.survivor_id or row.pk, []).append(row)
    ids = [row.pk for family in families.values() for row in family]
    handles: dict[int, list[Handle]] = {}
    for handle in Handle.objects.filter(contact__in=ids).order_by("first_seen_at", "pk"):
        handles.setdefault(handle.contact_id, []).append(handle)
    found = []
    for contact in page:
        family = families.pop(contact.survivor_id or contact.pk, [])
        if family:
            found.append(assembled(family, [h for row in family for h in handles.get(row.pk, [])], []))
    return found


def _accounts(contact_ids: Sequence[int]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = {}
    for handle in Handle.objects.filter(contact__in=contact_ids).order_by("first_seen_at", "pk"):
        found.setdefault(handle.contact_id, []).append(account(handle))
    return found


def _called(contact: Contact, accounts: dict[int, list[Account]]) -> str:
    own = accounts.get(contact.pk, [])
    return short_name(contact.name, own[0].handle if own else _("No name"))


def shown(person: Known) -> list[tuple[str, Any]]:
    """Word and value of what is known, for the side of a conversation and the head of the page."""
    words = {
        "relationship": (_("Relationship"), person.relationship),
        "company": (_("Company"), person.values["company"]),
        "place": (_("Place"), person.values["place"]),
        "language": (_("Language"), person.values["language"]),
    }
    return [pair for pair in words.values() if pair[1]]
