"""The people outside, and what we know of them."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from rest_framework import serializers

from accounts.api.resources import Act, Call, Facts, Resource
from accounts.api.shapes import GREATEST, Known, Listed, Shape, Strict
from accounts.models import Member
from inbox.actions import contact, contact_field, contact_merge, contact_note, contact_record, fact
from inbox.api.notes import FactShape
from inbox.api.who import my_department
from inbox.models import Contact, ContactField, ContactNote, ContactRecord, Fact, Handle
from inbox.models.contact import Relationship
from inbox.models.contact_record import KEY_LENGTH, SYSTEM_LENGTH, Consent
from inbox.models.knowledge import FieldKind


class HandleShape(Shape[Handle]):
    """One of their accounts on a network."""

    class Meta:
        model = Handle
        fields = ("id", "network", "external_id", "handle", "name", "url", "followers", "first_seen_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "network": "Where the account is, such as bluesky.",
        "external_id": "Its id there, which stays when it is renamed.",
        "handle": "What it is called there; empty where it has only an id.",
        "name": "What it calls itself.",
        "url": "Its page there; empty where it has none.",
        "followers": "How many follow it, when we last heard; null where the network does not say.",
        "first_seen_at": "When we first heard of it.",
    }


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

    meanings: ClassVar = {
        "name": "What we call them.",
        "relationship": "What they are to us; empty where nobody said.",
        "company": "Whom they work for or write for.",
        "language": "What they write in, as a member put it.",
        "place": "Where they are, as a member put it.",
        "custom": "Values of the organisation's own fields, by the field's number.",
        "handles": "Their accounts on networks.",
        "survivor": "The contact that stands for both since this one was merged; null for one that stands for itself.",
        "created_at": "When we first met them.",
    }

    def get_emails(self, row: Contact) -> list[str]:
        """Their addresses, as members learnt them."""
        return [one.address for one in row.emails.all()]


class ContactsAsked(Listed):
    """Which contacts."""

    relationship = serializers.ChoiceField(
        choices=Relationship.choices, required=False, help_text="What they are to us."
    )
    email = serializers.EmailField(required=False, help_text="With this address.")
    network = serializers.CharField(required=False, max_length=30, help_text="With an account on this network.")
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

    meanings: ClassVar = {
        "name": "What we call them.",
        "relationship": "What they are to us; empty says that nobody knows.",
        "company": "Whom they work for or write for.",
        "language": "What they write in, such as German.",
        "place": "Where they are, such as Bern.",
        "emails": "Their addresses: all of them, in place of those that stood.",
    }

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

    meanings: ClassVar = {
        "contact": "Whom it is about.",
        "system": "Which system told us, such as Salesforce.",
        "key": "Its own id for them.",
        "url": "Their page there; empty where it told none.",
        "values": "What it said by field; what a member wrote over it since stands in the contact.",
        "consent": "Whether they agreed that their records are kept together.",
        "consent_on": "When they said so.",
        "consent_how": "How they said so.",
        "told_by": "The program, or the member whose token it used.",
        "told_at": "When it last told us.",
        "created_at": "When it first told us.",
    }


class RecordsAsked(Listed):
    """Of whom, or under which key."""

    contact = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST, help_text="About this one.")
    system = serializers.CharField(required=False, max_length=SYSTEM_LENGTH, help_text="Told by this one.")
    key = serializers.CharField(required=False, max_length=KEY_LENGTH, help_text="Under this key of it.")


class AccountFacts(Strict):
    """An account by which we know them; its id on the network is surer than its handle."""

    network = serializers.CharField(max_length=30)
    external_id = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    handle = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    meanings: ClassVar = {
        "network": "Where the account is, such as bluesky.",
        "external_id": "Its id there.",
        "handle": "What it is called there, with or without an @; asked only where there is no id.",
    }


class ConsentFacts(Strict):
    """Whether they agreed that what both systems know is kept together; when, and how they said so."""

    state = serializers.ChoiceField(choices=Consent.choices)
    on = serializers.DateField(required=False, allow_null=True, default=None)
    how = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)

    meanings: ClassVar = {
        "state": "With denied nothing but that is kept.",
        "on": "When they said so.",
        "how": "How they said so, such as on the phone.",
    }


class RecordFacts(ContactFacts):
    """What a system says of somebody: made when it is new, else brought up to date."""

    system = serializers.CharField(max_length=SYSTEM_LENGTH, help_text="Such as Salesforce.")
    key = serializers.CharField(max_length=KEY_LENGTH, help_text="Its own id for them.")
    url = serializers.URLField(
        max_length=1000, required=False, default="", allow_blank=True, help_text="Their page there."
    )
    accounts = AccountFacts(
        many=True, required=False, default=list, help_text="By which they are found while the key is new to us."
    )
    consent = ConsentFacts()

    meanings: ClassVar = {"emails": "Their addresses; those that we know already stay."}


class Other(Strict):
    """The other contact."""

    other = Known(Contact.objects.visible_to, Contact, help_text="The second of the two.")


class IntoContact(Strict):
    """The contact that shall stand for both."""

    into = Known(
        lambda by: Contact.objects.visible_to(by).filter(survivor=None), Contact, help_text="One that was not merged."
    )


class ContactNoteShape(Shape[ContactNote]):
    """Text about somebody, for members only."""

    class Meta:
        model = ContactNote
        fields = ("id", "contact", "department", "author", "text", "created_at", "removed_at")
        read_only_fields = fields

    meanings: ClassVar = {
        "contact": "Whom it is about.",
        "department": "In whose name it was written; that of a closed one is its own.",
        "author": "The member who wrote it.",
        "text": "What was written.",
        "created_at": "When it was written.",
        "removed_at": "When it was taken off; null while it stands.",
    }


class Noting(Strict):
    """A note, in the name of a department."""

    text = serializers.CharField(max_length=20_000, help_text="For members only.")
    department = my_department(help_text="In whose name it is written.")


class NewFact(Strict):
    """What they told us, when, and to whom."""

    contact = Known(Contact.objects.visible_to, Contact, help_text="Who told us.")
    text = serializers.CharField(max_length=500, help_text="What they told us, such as: travels with a wheelchair.")
    said_on = serializers.DateField(help_text="When they said it.")
    department = my_department(help_text="To whom they said it.")


class KnowledgeAsked(Listed):
    """Of whom, and whether it was taken off."""

    contact = serializers.IntegerField(required=False, min_value=1, max_value=GREATEST, help_text="About this one.")


class FieldShape(Shape[ContactField]):
    """A field that administrators added to every contact."""

    class Meta:
        model = ContactField
        fields = ("id", "name", "kind", "choices", "is_active")
        read_only_fields = fields

    meanings: ClassVar = {
        "name": "What stands beside it on the page of a contact.",
        "kind": "What may be written into it.",
        "choices": "What can be chosen; empty for the other kinds.",
        "is_active": "Whether it is offered; false once it is archived, with its values kept.",
    }


class FieldFacts(Strict):
    """Its name, and for a choice what can be chosen."""

    name = serializers.CharField(max_length=60)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, default=list, max_length=100
    )

    meanings: ClassVar = {
        "name": "What stands beside it on the page of a contact.",
        "choices": "What can be chosen; for a choice only.",
    }


class NewField(FieldFacts):
    """And what may be written into it; this stays."""

    kind = serializers.ChoiceField(choices=FieldKind.choices, help_text="What may be written into it.")


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
    narrow=_known,
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
