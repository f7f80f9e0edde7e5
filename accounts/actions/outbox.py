"""Mails that wait for somebody to pass their links on."""

from __future__ import annotations

from django.db import transaction

from accounts.events import record
from accounts.models import Mail, Member
from accounts.permissions import require


@transaction.atomic
def read(mail: Mail, *, by: Member) -> Mail:
    """Read somebody else's mail; journalled, since its link may open an account."""
    require(by, "mail.read", mail)
    record("mail.read", mail, by=by)
    return mail
