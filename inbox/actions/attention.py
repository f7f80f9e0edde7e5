"""How a member wants to be told of things: their own choice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Member
from accounts.permissions import require
from inbox.models import Attention
from inbox.models.attention import About

PAIRS = (("work_from", "work_until"), ("quiet_from", "quiet_until"))
FIELDS = (*About.values, "work_days", *PAIRS[0], *PAIRS[1], "digest_minutes")
"""What can be chosen."""


@transaction.atomic
def change(member: Member, *, by: Member, **wanted: Any) -> Attention:
    """Change any of FIELDS; raises NotPossible for hours that begin and never end."""
    require(by, "profile.change", member)
    if unknown := wanted.keys() - set(FIELDS):
        raise TypeError(f"nothing to choose: {', '.join(sorted(unknown))}")
    attention = Attention.objects.select_for_update().filter(member=member).first() or Attention(member=member)
    changed = sorted(field for field, value in wanted.items() if getattr(attention, field) != value)
    for field in changed:
        setattr(attention, field, wanted[field])
    for start, end in PAIRS:
        if (getattr(attention, start) is None) != (getattr(attention, end) is None):
            raise NotPossible(_("Say from when and until when, or leave both empty."))
    if changed:
        attention.save()
        record("profile.change", member, by=by, fields=changed)
    return attention
