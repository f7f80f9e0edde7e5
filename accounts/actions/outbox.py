"""Mails on their way, and those that wait for somebody to pass their links on."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor
from accounts.events import record
from accounts.models import Mail, Member
from accounts.permissions import require


@transaction.atomic
def read(mail: Mail, *, by: Member) -> Mail:
    """Read somebody else's mail; journalled, since its link may open an account."""
    require(by, "mail.read", mail)
    record("mail.read", mail, by=by)
    return mail


def claim(mail_id: int, *, by: Actor) -> Mail | None:
    """Take a mail's turn for two minutes; None when it is not due or another worker has it."""
    now = timezone.now()
    due = Mail.objects.filter(pk=mail_id, next_try_at__lte=now)
    taken = due.update(next_try_at=now + timedelta(minutes=2), tries=F("tries") + 1)
    return Mail.objects.get(pk=mail_id) if taken else None


@transaction.atomic
def sent(mail: Mail, *, by: Actor) -> None:
    """It has left; what it said is kept nowhere."""
    record("mail.send", mail, by=by, tries=mail.tries)
    mail.delete()


def refused(mail: Mail, *, error: str, by: Actor) -> Mail:
    """The server did not take it: say why on the outbox page, and try again with growing waits."""
    mail.error = error
    mail.next_try_at = timezone.now() + timedelta(minutes=min(2**mail.tries, 6 * 60))
    mail.save(update_fields=["error", "next_try_at"])
    return mail
