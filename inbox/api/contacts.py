"""The people outside, and what we know of them."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict
from accounts.models import Member
from inbox.actions import contact, contact_field, contact_merge, contact_note, contact_record, fact
from inbox.actions.read import view_closed
from inbox.api.notes import FactShape, look
from inbox.api.who import my_department
from inbox.models import Contact, ContactField, ContactNote, ContactRecord, Conversation, Fact, Handle
from inbox.models.contact import Relationship
from inbox.models.contact_record import KEY_LENGTH, SYSTEM_LENGTH, Consent
from inbox.models.knowledge import FieldKind


class HandleShape(Shape[Handle]):
    """One of their accounts on a network."""

    class Meta:
        model = Handle
        fields = ("id", "network", "external_id", "handle", "name", "url", "followers", "first_seen_at")
        read_only_fields = fields


class ContactShape(Shape[Contact]):
    """Someone who writes to us. A merged one names its `survivor`, who stands for both."""

    emails: Any = serializers.SerializerMethodField()
    handles = HandleShape(many=True, read_only=True)

    class Meta:
        model = Contact
        fields = (
            *("id", "name", "relationship", "company", "language", "place", "custom", "emails", "handles"),
            *("survivor", "created_at"),
        )
        read_only_fields = fields

    def get_emails(self, row: Contact) -> list[str]:
        """Their addresses, as members learnt them."""
        return [one.address for one in row.emails.all()]


class ContactsAsked(Listed):
    """Which contacts."""

    relationship = serializers.ChoiceField(choices=Relationship.choices, required=False)
    email = serializers.EmailField(required=False)
    network = serializers.CharField(required=False, max_length=30)
    external_id = serializers.CharField(required=False, max_length=300, help_text="Of their account on the network.")


def _line(longest: int) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=longest)


class ContactFacts(Strict):
    """What is known of them; what is not given stays."""

    name = _line(300)
    relationship = serializers.ChoiceField(choices=Relationship.choices, required=False, allow_blank=True)
    company = _line(200)
    language = _line(60)
    place = _line(200)
    custom = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=500),
        required=False,
        help_text="Values of the organisation's own fields, by the field's number.",
    )
    emails = serializers.ListField(child=serializers.EmailField(), required=False, max_length=50)

    def validate_custom(self, value: dict[str, str]) -> dict[int, str]:
        """Fields have numbers."""
        known = {str(pk): pk for pk in ContactField.objects.filter(is_active=True).values_list("pk", flat=True)}
        if unknown := sorted(set(value) - set(known)):
            raise serializers.ValidationError(f"There is no field {unknown[0]}.")
        return {known[name]: text for name, text in value.items()}


class RecordShape(Shape[ContactRecord]):
    """What another system last told us of somebody: provenance of what stands in the contact, and their consent."""

    class Meta:
        model = ContactRecord
        fields = (
            *("id", "contact", "system", "key", "url", "values", "consent", "consent_on", "consent_how"),
            *("told_by", "told_at", "created_at"),
        )
        read_only_fields = fields


class RecordsAsked(Listed):
    """Of whom, or under which key."""

    contact = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)
    system = serializers.CharField(required=False, max_length=SYSTEM_LENGTH)
    key = serializers.CharField(required=False, max_length=KEY_LENGTH)


class AccountFacts(Strict):
    """An account by which we know them; its id on the network is surer than its handle."""

    network = serializers.CharField(max_length=30)
    external_id = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    handle = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class ConsentFacts(Strict):
    """Whether they agreed that what both systems know is kept together; when, and how they said so."""

    state = serializers.ChoiceField(choices=Consent.choices)
    on = serializers.DateField(required=False, allow_null=True, default=None)
    how = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class RecordFacts(ContactFacts):
    """What a system says of somebody: made when it is new, else brought up to date."""

    system = serializers.CharField(max_length=SYSTEM_LENGTH, help_text="Such as Salesforce.")
    key = serializers.CharField(max_length=KEY_LENGTH, help_text="Its own id for them.")
    url = serializers.URLField(max_length=1000, required=False, default="", allow_blank=True)
    accounts = AccountFacts(many=True, required=False, default=list)
    consent = ConsentFacts()


class Other(Strict):
    """The other contact."""

    other = Known(Contact.objects.visible_to, Contact)


class IntoContact(Strict):
    """The contact that shall stand for both."""

    into = Known(lambda by: Contact.objects.visible_to(by).filter(survivor=None), Contact)


class ContactNoteShape(Shape[ContactNote]):
    """Text about somebody, for members only."""

    class Meta:
        model = ContactNote
        fields = ("id", "contact", "department", "author", "text", "created_at", "removed_at")
        read_only_fields = fields


class Noting(Strict):
    """A note, in the name of a department."""

    text = serializers.CharField(max_length=20_000)
    department = my_department()


class NewFact(Strict):
    """What they told us, when, and to whom."""

    contact = Known(Contact.objects.visible_to, Contact)
    text = serializers.CharField(max_length=500)
    said_on = serializers.DateField()
    department = my_department()


class KnowledgeAsked(Listed):
    """Of whom, and whether it was taken off."""

    contact = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST)


class FieldShape(Shape[ContactField]):
    """A field that administrators added to every contact."""

    class Meta:
        model = ContactField
        fields = ("id", "name", "kind", "choices", "is_active")
        read_only_fields = fields


class FieldFacts(Strict):
    """Its name, and for a choice what can be chosen."""

    name = serializers.CharField(max_length=60)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, default=list, max_length=100
    )


class NewField(FieldFacts):
    """And what may be written into it; this stays."""

    kind = serializers.ChoiceField(choices=FieldKind.choices)


def _contacts(rows: Any, given: Facts, _by: Member) -> Any:
    if "relationship" in given:
        rows = rows.filter(relationship=given["relationship"])
    if "email" in given:
        rows = rows.filter(emails__address__iexact=given["email"])
    named = {f"handles__{name}": given[name] for name in ("network", "external_id") if name in given}
    return rows.filter(**named).distinct() if named or "email" in given else rows


def _change(call: Call) -> Contact:
    given = dict(call.given)
    custom, emails = given.pop("custom", {}), given.pop("emails", None)
    if emails is not None:
        contact.set_emails(call.row, addresses=emails, by=call.by)
    if given or custom or emails is None:
        contact.change(call.row, fields=given, custom=custom, by=call.by)
    return cast(Contact, call.row)


def _upsert(call: Call) -> ContactRecord:
    given = dict(call.given)
    about = {name: given.pop(name) for name in ("system", "key", "url")}
    accounts = [contact_record.Account(**one) for one in given.pop("accounts")]
    consent, custom = contact_record.Agreed(**given.pop("consent")), given.pop("custom", {})
    emails = given.pop("emails", [])
    return contact_record.upsert(
        **about, fields=given, custom=custom, emails=emails, accounts=accounts, consent=consent, by=call.by
    )


def _records(rows: Any, given: Facts, by: Member) -> Any:
    rows = _known(rows, given, by)
    return rows.filter(**{name: given[name] for name in ("system", "key") if name in given})


def _known(rows: Any, given: Facts, _by: Member) -> Any:
    return rows if given.get("contact") is None else rows.filter(contact=given["contact"])


def _facts(rows: Any, given: Facts, by: Member) -> Any:
    """As messages: what was said where it is closed is told to administrators who name the contact, and journalled."""
    rows = _known(rows, given, by)
    if not by.is_administrator:
        return rows
    if given.get("contact") is None:
        return rows.filter(Q(source=None) | Q(source__conversation__is_closed=False))
    said = rows.order_by().exclude(source=None).values("source__conversation")
    for place in Conversation.objects.filter(is_closed=True, pk__in=said).order_by("pk"):
        view_closed(place, by=by)
    return rows


def _of_seen(model: Any, by: Member) -> Any:
    """What stands and what was taken off, of contacts that they may see."""
    rows = model.objects.visible_to(by) | model.objects.visible_to(by, removed=True)
    return rows.filter(contact__in=Contact.objects.visible_to(by)).select_related("department")


CONTACTS = Resource(
    name="contacts",
    area="contacts",
    about="Those who wrote something in a conversation that you may see.",
    rows=lambda by: Contact.objects.visible_to(by).prefetch_related("handles", "emails"),
    shown=ContactShape,
    asked=ContactsAsked,
    narrow=_contacts,
    change=Act("contact.change", contact.change, ContactFacts, how=_change, whole=False),
    acts=(
        Act("contact.merge", contact_merge.merge, IntoContact),
        Act("contact.unmerge", contact_merge.unmerge),
        Act("contact.set_apart", contact_merge.set_apart, Other),
        Act("contact.compare_again", contact_merge.compare_again, Other),
        Act("contact.note", contact_note.note, Noting, shown=ContactNoteShape),
    ),
)
CONTACT_NOTES = Resource(
    name="contact-notes",
    area="contacts",
    about="What members wrote about contacts. New ones are made at the contact: `/contacts/{id}/note/`.",
    rows=lambda by: _of_seen(ContactNote, by),
    shown=ContactNoteShape,
    asked=KnowledgeAsked,
    narrow=_known,
    acts=(Act("contact.remove_note", contact_note.remove_note), Act("contact.restore_note", contact_note.restore_note)),
)
FACTS = Resource(
    name="facts",
    area="contacts",
    about="What contacts told us. One with a `source` is learnt at the message: `/messages/{id}/fact/`.",
    rows=lambda by: _of_seen(Fact, by).select_related("source__conversation__department"),
    shown=FactShape,
    asked=KnowledgeAsked,
    narrow=_facts,
    looked=look,
    create=Act("fact.add", fact.add, NewFact),
    acts=(Act("fact.remove", fact.remove), Act("fact.restore", fact.restore)),
)
RECORDS = Resource(
    name="contact-records",
    area="contacts",
    about="What other systems told us of contacts, with its provenance and their consent.",
    rows=lambda by: ContactRecord.objects.filter(contact__in=Contact.objects.visible_to(by)),
    shown=RecordShape,
    asked=RecordsAsked,
    narrow=_records,
    create=Act("contact.upsert", contact_record.upsert, RecordFacts, how=_upsert),
)
FIELDS = Resource(
    name="contact-fields",
    area="setup",
    about="Fields of the organisation's own, on every contact.",
    rows=lambda _by: ContactField.objects.all(),
    shown=FieldShape,
    create=Act("field.create", contact_field.create, NewField),
    change=Act("field.change", contact_field.change, FieldFacts),
    acts=(Act("field.archive", contact_field.archive), Act("field.restore", contact_field.restore)),
)
