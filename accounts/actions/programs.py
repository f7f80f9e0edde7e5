"""Programs of the organisation: members that never sign in, with rights like anybody's, and tokens."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import _tokens
from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member, Token
from accounts.permissions import require

NOWHERE = "programs.invalid"
"""No mail reaches this domain (RFC 2606): a program reads none."""


@transaction.atomic
def create(*, name: str, by: Actor) -> Member:
    """A program, in no department yet; roles are granted to it as to anybody. Raises NotPossible for a taken name."""
    require(by, "program.create")
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 120:
        raise NotPossible(_("A program’s name has 1 to 120 characters."))
    if Member.objects.filter(is_program=True, name__iexact=name).exists():
        raise NotPossible(_("There is a program named “%(name)s” already.") % {"name": name})
    program = Member(name=name, email=f"{secrets.token_hex(8)}@{NOWHERE}", is_program=True)
    program.set_unusable_password()
    program.save()
    record("program.create", program, by=by)
    return program


@transaction.atomic
def issue(
    program: Member,
    *,
    name: str,
    scopes: Collection[str],
    until: datetime,
    by: Actor,
    departments: Collection[Department] = (),
) -> tuple[Token, str]:
    """A token for a program, and its secret, which can't be shown again; as one's own, see tokens.issue()."""
    require(by, "program.issue")
    _refuse_person(program)
    made = _tokens.make(program, name=name, scopes=scopes, departments=departments, until=until, by=by)
    record("program.issue", made[0], by=by, **_tokens.facts(made[0]))
    return made


@transaction.atomic
def rotate(token: Token, *, overlap: timedelta, by: Actor) -> tuple[Token, str]:
    """A new secret for a program's token; the old one opens until the overlap is over."""
    token = _tokens.lock(token)
    require(by, "program.rotate")
    _refuse_person(token.member)
    made = _tokens.replace(token, overlap=overlap, by=by)
    record("program.rotate", made[0], by=by, **_tokens.facts(made[0]), former=token.pk)
    return made


def _refuse_person(member: Member) -> None:
    if not member.is_program:
        raise NotPossible(_("%(member)s is a person and makes their tokens themselves.") % {"member": member})
