"""What another system tells us of somebody: joined to the contact that it is, never over what a member wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.actions import contact as contacts
from inbox.models import Contact, ContactRecord
from inbox.models.contact_record import KEY_LENGTH, SYSTEM_LENGTH, Consent


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a network, by which we know somebody who wrote to us."""

    network: str
    external_id: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What they agreed to, when and how."""

    state: str = Consent.UNKNOWN
    on: date | None = None
    how: str = ""


@transaction.atomic
def upsert(
    *,
    system: str,
    key: str,
    fields: Mapping[str, str],
    custom: Mapping[int, str],
    emails: Sequence[str],
    accounts: Sequence[Account],
    consent: Agreed,
    url: str = "",
    by: Member,
) -> ContactRecord:
    """Keep what a system says of somebody, and write what is new of it into the contact.

    Whom it means: who was told under this key before, else whoever `by` may see that has one of
    these accounts. A mail address alone joins nobody, since anybody can claim one. Written are
    fields that are empty, or still say what this system said last; what it doesn't name stays as it
    said it before. Without consent nothing but the consent is kept. Raises NotPossible when nobody
    or several people are meant.
    """
    system, key = _named(system, key)
    before = ContactRecord.objects.select_for_update().filter(system__iexact=system, key=key).first()
    found = _whom(before, accounts, by)
    require(by, "contact.upsert", found)
    found = Contact.objects.select_for_update(no_key=True).get(pk=found.pk)
    before = before or ContactRecord.objects.filter(contact=found, system__iexact=system, key=key).first()
    row = before or ContactRecord(system=system, key=key, contact=found)
    if consent.state == Consent.DENIED:
        fields, custom, emails, url = {}, {}, [], ""
    told = {**fields, **{f"custom-{number}": value for number, value in custom.items()}}
    _write(found, row, fields=fields, custom=custom, emails=emails, by=by)
    row.values, row.url = ({}, "") if consent.state == Consent.DENIED else ({**row.values, **told}, url or row.url)
    if consent.on or consent.how or consent.state != row.consent:
        row.consent, row.consent_on, row.consent_how = consent.state, consent.on, consent.how
    row.told_by, row.told_at = by, timezone.now()
    row.save()
    record("contact.upsert", found, by=by, record=row.pk, consent=str(row.consent), fields=sorted(told))
    return row


def _named(system: str, key: str) -> tuple[str, str]:
    found = " ".join(system.replace("\x00", "").split()), key.replace("\x00", "").strip()
    if not found[0] or len(found[0]) > SYSTEM_LENGTH or not found[1] or len(found[1]) > KEY_LENGTH:
        raise NotPossible(_("Name the system, and the key that it has for them."))
    return found


def _whom(before: ContactRecord | None, accounts: Sequence[Account], by: Member) -> Contact:
    if before is not None:
        known = Contact.objects.visible_to(by).filter(pk=before.contact_id).first()
        if known is None:
            raise NotPossible(_("Nobody whom you may see has this key."))
        return known
    met: dict[int, Contact] = {}
    for account in accounts:
        named = {"handles__network": account.network}
        if account.external_id:
            named["handles__external_id"] = account.external_id
        elif account.handle:
            named["handles__handle__iexact"] = account.handle.lstrip("@")
        else:
            raise NotPossible(_("An account needs its id on the network, or its handle."))
        met |= {row.survivor_id or row.pk: row for row in Contact.objects.visible_to(by).filter(**named)[:3]}
    if not met:
        raise NotPossible(_("Nobody with one of these accounts has written to us, as far as you may see."))
    if len(met) > 1:
        raise NotPossible(_("These accounts belong to several contacts. Merge them first if they are one person."))
    return next(iter(met.values()))


def _write(
    found: Contact,
    row: ContactRecord,
    *,
    fields: Mapping[str, str],
    custom: Mapping[int, str],
    emails: Sequence[str],
    by: Member,
) -> None:
    """What is empty, or said what this system said; the rest is a member's word and stays."""
    said: dict[str, Any] = row.values

    def ours(now: str, last: Any, new: str) -> bool:
        return now != new and now in ("", last)

    plain = {name: new for name, new in fields.items() if ours(getattr(found, name), said.get(name), new)}
    own = {
        number: new
        for number, new in custom.items()
        if ours(found.custom.get(str(number), ""), said.get(f"custom-{number}"), new)
    }
    if plain or own:
        contacts.change(found, fields=plain, custom=own, by=by)
    known = [one.address for one in found.emails.all()]
    new = [address for address in emails if address.lower() not in {one.lower() for one in known}]
    if new:
        contacts.set_emails(found, addresses=[*known, *new], by=by)
