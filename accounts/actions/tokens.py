"""Tokens of one's own: a member lets a program act for them, with their rights at most."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions import _tokens
from accounts.actors import Actor
from accounts.events import record
from accounts.models import Department, Member, Token
from accounts.permissions import require


@transaction.atomic
def issue(
    *, name: str, scopes: Collection[str], until: datetime, by: Member, departments: Collection[Department] = ()
) -> tuple[Token, str]:
    """A token of one's own, and its secret, which can't be shown again.

    It reaches the departments named, or without any all that the member sees. Raises NotPossible
    for a scope that does not exist and for an end more than two years away.
    """
    require(by, "token.issue", by)
    made = _tokens.make(by, name=name, scopes=scopes, departments=departments, until=until, by=by)
    record("token.issue", made[0], by=by, **_tokens.facts(made[0]))
    return made


@transaction.atomic
def rotate(token: Token, *, overlap: timedelta, by: Member) -> tuple[Token, str]:
    """A new secret in its place; the old one opens until the overlap is over. Raises NotPossible for a dead one."""
    token = _tokens.lock(token)
    require(by, "token.rotate", token.member)
    made = _tokens.replace(token, overlap=overlap, by=by)
    record("token.rotate", made[0], by=by, **_tokens.facts(made[0]), former=token.pk)
    return made


@transaction.atomic
def revoke(token: Token, *, by: Member) -> Token:
    """It opens nothing from now on; one that does not anyway is left alone."""
    token = _tokens.lock(token)
    require(by, "token.revoke", token.member)
    if _tokens.end(token):
        record("token.revoke", token, by=by, member=token.member_id)
        token.refresh_from_db(fields=["revoked_at"])
    return token


@transaction.atomic
def withdraw(token: Token, *, by: Actor) -> Token:
    """An administrator ends anybody's token, a program's or a member's."""
    token = _tokens.lock(token)
    require(by, "token.withdraw")
    if _tokens.end(token):
        record("token.withdraw", token, by=by, member=token.member_id)
        token.refresh_from_db(fields=["revoked_at"])
    return token
