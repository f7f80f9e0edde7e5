"""What a person outside told us, with the message in which they did."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.models import Contact, Fact, Message

LONGEST = 500
"""Characters of a fact."""


@transaction.atomic
def learn(message: Message, *, text: str, by: Member) -> Fact:
    """Note what somebody said in a message; it belongs to the contact whose account wrote it.

    Raises NotPossible for our own words, and as `add` does.
    """
    if message.author is None or message.is_ours:
        raise NotPossible(_("A fact comes from what somebody outside said."))
    day = timezone.localtime(message.sent_at).date()
    made = Fact(
        contact=message.author.contact,
        department=message.conversation.department,
        source=message,
        said_on=day,
        author=by,
    )
    return _store(made, text, by)


@transaction.atomic
def add(contact: Contact, *, text: str, said_on: date, department: Department, by: Member) -> Fact:
    """Note what was said elsewhere, on the phone for instance; raises NotPossible for an empty or future one."""
    if said_on > timezone.localdate():
        raise NotPossible(_("The day lies in the future."))
    return _store(Fact(contact=contact, department=department, said_on=said_on, author=by), text, by)


@transaction.atomic
def remove(fact: Fact, *, by: Actor) -> Fact:
    """Take it off; it can be brought back."""
    require(by, "fact.remove", fact)
    if fact.removed_at is None:
        fact.removed_at = timezone.now()
        fact.save(update_fields=["removed_at"])
        record("fact.remove", fact, by=by)
    return fact


@transaction.atomic
def restore(fact: Fact, *, by: Actor) -> Fact:
    """Bring it back."""
    require(by, "fact.restore", fact)
    if fact.removed_at is not None:
        fact.removed_at = None
        fact.save(update_fields=["removed_at"])
        record("fact.restore", fact, by=by)
    return fact


def _store(fact: Fact, text: str, by: Member) -> Fact:
    require(by, "fact.add", fact)
    fact.text = " ".join(text.replace("\x00", "\ufffd").split())
    if not fact.text:
        raise NotPossible(_("The fact is empty."))
    if len(fact.text) > LONGEST:
        raise NotPossible(_("A fact has at most %(longest)s characters.") % {"longest": LONGEST})
    fact.save()
    record("fact.add", fact, by=by, contact=fact.contact_id)
    return fact
