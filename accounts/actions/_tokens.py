"""What making, replacing and ending tokens shares, whoever does it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.models import Department, Member, Token
from accounts.models.invitation import hash_of
from accounts.models.token import TOKEN_NAME_LENGTH
from accounts.scopes import SCOPES

LONGEST = timedelta(days=2 * 366)
LONGEST_OVERLAP = timedelta(days=30)
MOST = 50
"""Tokens of one member that open something; more than this nobody keeps an eye on."""
SHOWN = 8
"""Characters by which people recognise a token."""


def make(
    member: Member,
    *,
    name: str,
    scopes: Collection[str],
    departments: Collection[Department],
    until: datetime,
    by: Actor,
    former: Token | None = None,
) -> tuple[Token, str]:
    """The token and its secret, which is kept nowhere; raises NotPossible for what makes no sense.

    `former` is the one whose place it takes.
    """
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > TOKEN_NAME_LENGTH:
        raise NotPossible(_("A token’s name has 1 to %(longest)s characters.") % {"longest": TOKEN_NAME_LENGTH})
    if not scopes or set(scopes) - set(SCOPES):
        raise NotPossible(_("Choose at least one scope from the list."))
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise NotPossible(_("Choose a day within two years until which the token opens."))
    if not member.is_active:
        raise NotPossible(_("%(member)s is not active any more.") % {"member": member})
    if Token.objects.usable().filter(member=member).count() >= MOST:
        raise NotPossible(_("There are %(most)s tokens already; revoke one first.") % {"most": MOST})
    secret = f"lia_{secrets.token_urlsafe(32)}"
    token = Token(member=member, name=name, start=secret[:SHOWN], secret_hash=hash_of(secret), expires_at=until)
    token.scopes = [scope for scope in SCOPES if scope in scopes]
    token.first_id = (former.first_id or former.pk) if former else None
    token.made_by = by if isinstance(by, Member) else None
    token.save()
    token.departments.set(departments)
    return token, secret


def replace(token: Token, *, overlap: timedelta, by: Actor) -> tuple[Token, str]:
    """A new secret with the same reach; the old one opens until the overlap is over."""
    if token.successor_id or not token.is_usable:
        raise NotPossible(_("“%(token)s” does not open anything any more, or was replaced already.") % {"token": token})
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise NotPossible(_("Both tokens can hold for up to 30 days."))
    life = token.expires_at - token.created_at
    departments = list(token.departments.all())
    until = timezone.now() + min(life, LONGEST - timedelta(minutes=1))
    same: dict[str, Any] = {"name": token.name, "scopes": token.scopes, "departments": departments}
    made = make(token.member, **same, until=until, by=by, former=token)
    token.successor, token.expires_at = made[0], min(token.expires_at, timezone.now() + overlap)
    token.save(update_fields=["successor", "expires_at"])
    return made


def end(token: Token) -> bool:
    """Have it open nothing from now on; whether it did."""
    return bool(Token.objects.filter(Q(revoked_at=None), pk=token.pk).update(revoked_at=timezone.now()))


def lock(token: Token) -> Token:
    """The row as it stands now, ours until the transaction ends."""
    rows = Token.objects.select_for_update(of=("self",), no_key=True).select_related("member")
    found: Token = rows.get(pk=token.pk)
    return found


def facts(token: Token) -> dict[str, Any]:
    """What the journal keeps of it."""
    return {"member": token.member_id, "scopes": token.scopes, "until": token.expires_at.date().isoformat()}
