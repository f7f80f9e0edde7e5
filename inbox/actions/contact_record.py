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

CUSTOM = "custom-"
"""Before the number of one of the organisation's own fields, where all fields stand together."""


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
    said it before. Without consent nothing but the consent is kept, and what this system had
    written is taken off again. Raises NotPossible when nobody or several people are meant.
    """
    system, key = _named(system, key)
    told_before = ContactRecord.objects.filter(system__iexact=system, key=key)
    found = _whom(told_before.first(), accounts, by)
    require(by, "contact.upsert", found)
    found = Contact.objects.select_for_update(no_key=True).get(pk=found.pk)
    row = told_before.filter(contact=found).first() or ContactRecord(system=system, key=key, contact=found)
    told: dict[str, Any] = {**fields, **{f"{CUSTOM}{number}": value for number, value in custom.items()}}
    if emails:
        told["emails"] = list(emails)
    if consent.state == Consent.DENIED:
        _take_back(found, row, by=by)
        told, row.values, row.url, row.written = {}, {}, "", {}
    else:
        _write(found, row, fields=fields, custom=custom, emails=emails, by=by)
        row.values, row.url = {**row.values, **told}, url or row.url
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
    """What is empty, or still stands as this system wrote it; the rest is somebody else's word and stays."""

    def ours(name: str, new: str) -> bool:
        now = _now(found, name)
        return now != new and now in ("", row.written.get(name))

    plain = {name: new for name, new in fields.items() if ours(name, new)}
    own = {number: new for number, new in custom.items() if ours(f"{CUSTOM}{number}", new)}
    if plain or own:
        found = contacts.change(found, fields=plain, custom=own, by=by)
    wrote = {*plain, *(f"{CUSTOM}{number}" for number in own)}
    known = _addresses(found)
    kept = [address for address in row.written.get("emails", []) if address.lower() in known]
    new = [address for address in emails if address.lower() not in known]
    if new:
        contacts.set_emails(found, addresses=[*known.values(), *new], by=by)
    row.written = _standing(found, row) | {name: _now(found, name) for name in wrote} | {"emails": [*kept, *new]}


def _take_back(found: Contact, row: ContactRecord, *, by: Member) -> None:
    """Empty what this system wrote and nobody changed; what another one says too becomes that one's word."""
    others = list(ContactRecord.objects.filter(contact=found).exclude(pk=row.pk))
    gone, lost = [], set()
    for name, value in _standing(found, row).items():
        heir = next((one for one in others if one.values.get(name) == value), None)
        if heir is None:
            gone.append(name)
        else:
            heir.written[name] = value
    for address in row.written.get("emails", []):
        heir = next((one for one in others if address.lower() in map(str.lower, one.values.get("emails", []))), None)
        if heir is None:
            lost.add(address.lower())
        else:
            heir.written["emails"] = [*heir.written.get("emails", []), address]
    ContactRecord.objects.bulk_update(others, ["written"])
    plain = {name: "" for name in gone if not name.startswith(CUSTOM)}
    own = {int(name.removeprefix(CUSTOM)): "" for name in gone if name.startswith(CUSTOM)}
    if gone:
        contacts.change(found, fields=plain, custom=own, by=by)
    left = [address for key, address in _addresses(found).items() if key not in lost]
    contacts.set_emails(found, addresses=left, by=by)


def _standing(found: Contact, row: ContactRecord) -> dict[str, str]:
    """What this system wrote, as far as it is still there."""
    written = {name: value for name, value in row.written.items() if name != "emails"}
    return {name: value for name, value in written.items() if value and _now(found, name) == value}


def _now(found: Contact, name: str) -> str:
    if name.startswith(CUSTOM):
        return str(found.custom.get(name.removeprefix(CUSTOM), ""))
    return str(getattr(found, name))


def _addresses(found: Contact) -> dict[str, str]:
    return {one.address.lower(): one.address for one in found.emails.all()}
