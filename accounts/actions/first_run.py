"""The first administrator of a fresh instance; impossible once anybody is a member."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actions import people
from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.first_run import is_fresh
from accounts.models import Member

_LOCK = 7_410_021
"""Any fixed number: two browsers that set up at once wait for each other here."""


@transaction.atomic
def set_up(*, name: str, email: str, password: str, by: Actor, time_zone: str = "UTC") -> Member:
    """Make the first administrator; raises NotPossible when there is a member already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not is_fresh():
        raise NotPossible(_("Liaison is set up already. Sign in instead."))
    return people.create(email=email, name=name, password=password, is_administrator=True, time_zone=time_zone, by=by)
