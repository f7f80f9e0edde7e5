"""What we write down about a person outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.custom import cleaned
from inbox.models import Contact, ContactEmail, ContactField
from inbox.models.contact import Relationship

PLAIN = {"name": 300, "relationship": 12, "company": 200, "language": 60, "place": 200}
"""Fields of every contact, and how many characters they take."""


@transaction.atomic
def change(contact: Contact, *, fields: Mapping[str, str], custom: Mapping[int, str], by: Actor) -> Contact:
    """Write these fields; `custom` are those that administrators defined, by their number.

    On a contact with others merged into it only its own row changes. Raises NotPossible for a
    relationship that does not exist, or a value that its field does not take, naming the field;
    a field that is no longer in use can only be emptied.
    """
    require(by, "contact.change", contact)
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if fields.get("relationship", "") not in ("", *Relationship.values):
        raise NotPossible(_("“%(word)s” is no relationship.") % {"word": fields["relationship"]})
    for name in PLAIN:
        if name in fields:
            setattr(contact, name, " ".join(fields[name].replace("\x00", "").split())[: PLAIN[name]])
    contact.custom = {**contact.custom, **_custom(custom)}
    contact.save(update_fields=[*PLAIN, "custom"])
    record("contact.change", contact, by=by, fields=sorted(fields), custom=sorted(custom))
    return contact


@transaction.atomic
def set_emails(contact: Contact, *, addresses: Sequence[str], among: Collection[int] = (), by: Actor) -> Contact:
    """Have exactly these e-mail addresses, compared without regard to case.

    `among` are contacts merged with it whose addresses were shown too: what is no longer listed
    is taken off wherever it stands, what is new stands with the contact itself.
    """
    require(by, "contact.change", contact)
    Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    wanted = {address.strip().lower(): address.strip() for address in addresses if address.strip()}
    shown = ContactEmail.objects.filter(contact__in={contact.pk, *among})
    known = {row.address.lower(): row for row in shown}
    gone = [row.pk for row in shown if row.address.lower() not in wanted]
    new = [ContactEmail(contact=contact, address=wanted[key]) for key in wanted if key not in known]
    if gone or new:
        ContactEmail.objects.filter(pk__in=gone).delete()
        ContactEmail.objects.bulk_create(new)
        record("contact.change", contact, by=by, fields=["emails"], custom=[])
    return contact


def _custom(given: Mapping[int, str]) -> dict[str, str]:
    known = {field.pk: field for field in ContactField.objects.filter(pk__in=given)}
    values = {}
    for pk, value in given.items():
        field = known.get(pk)
        if field is None or (value and not field.is_active):
            raise NotPossible(_("This field is no longer in use."))
        try:
            values[str(pk)] = cleaned(field.kind, value, choices=field.choices)
        except ValueError as error:
            raise NotPossible(f"{field.name}: {error}") from error
    return values
