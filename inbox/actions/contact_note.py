"""Notes about a person outside, for members only; a closed department's are its own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions.note import LONGEST
from inbox.models import Contact, ContactNote


@transaction.atomic
def note(contact: Contact, *, text: str, department: Department, by: Member) -> ContactNote:
    """Write a note in the name of a department one works in; raises NotPossible for an empty one."""
    made = ContactNote(contact=contact, department=department, author=by)
    require(by, "contact.note", made)
    made.text = text.replace("\x00", "\ufffd").strip()
    if not made.text:
        raise NotPossible(_("The note is empty."))
    if len(made.text) > LONGEST:
        raise NotPossible(_("A note has at most %(longest)s characters.") % {"longest": LONGEST})
    made.save()
    record("contact.note", made, by=by, contact=contact.pk)
    return made


@transaction.atomic
def remove_note(note: ContactNote, *, by: Actor) -> ContactNote:
    """Take a note off; it can be brought back."""
    require(by, "contact.remove_note", note)
    if note.removed_at is None:
        note.removed_at = timezone.now()
        note.save(update_fields=["removed_at"])
        record("contact.remove_note", note, by=by)
    return note


@transaction.atomic
def restore_note(note: ContactNote, *, by: Actor) -> ContactNote:
    """Bring it back."""
    require(by, "contact.restore_note", note)
    if note.removed_at is not None:
        note.removed_at = None
        note.save(update_fields=["removed_at"])
        record("contact.restore_note", note, by=by)
    return note
