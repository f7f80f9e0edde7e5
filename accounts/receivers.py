"""What allauth and Django change by themselves, journalled from their signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from django.contrib.auth import signals as auth
from django.dispatch import Signal

from accounts.actors import DOOR
from accounts.events import record
from accounts.models import Member


def signed_in(user: Member, **_: Any) -> None:
    """A session began."""
    record("member.sign_in", user, by=user)


def signed_out(user: Member | None, **_: Any) -> None:
    """A session was ended by its owner."""
    if user is not None:
        record("member.sign_out", user, by=user)


def failed(credentials: Mapping[str, Any], **_: Any) -> None:
    """A wrong password for a member; what strangers type into the form is kept nowhere."""
    email = credentials.get("email") or credentials.get("username") or ""
    member = Member.objects.filter(email__iexact=email).first()
    if member is not None:
        record("member.sign_in_fail", member, by=DOOR)


def password_changed(user: Member, **_: Any) -> None:
    """By its owner, who knew the old one."""
    record("member.change_password", user, by=user, how="changed")


def password_reset(user: Member, **_: Any) -> None:
    """By a link that was mailed."""
    record("member.change_password", user, by=user, how="reset")


def email_changed(user: Member, **_: Any) -> None:
    """The new address was confirmed."""
    record("member.change_email", user, by=user)


def factor_added(user: Member, authenticator: Any, **_: Any) -> None:
    """An app or recovery codes were set up."""
    record("member.change_factors", user, by=user, factor=str(authenticator.type), change="added")


def factor_removed(user: Member, authenticator: Any, **_: Any) -> None:
    """One was given up."""
    record("member.change_factors", user, by=user, factor=str(authenticator.type), change="removed")


def factor_reset(user: Member, authenticator: Any, **_: Any) -> None:
    """Recovery codes were made anew."""
    record("member.change_factors", user, by=user, factor=str(authenticator.type), change="reset")


SIGNALS: tuple[tuple[Signal, Any], ...] = (
    (auth.user_logged_in, signed_in),
    (auth.user_logged_out, signed_out),
    (auth.user_login_failed, failed),
    (account.password_changed, password_changed),
    (account.password_set, password_changed),
    (account.password_reset, password_reset),
    (account.email_changed, email_changed),
    (factors.authenticator_added, factor_added),
    (factors.authenticator_removed, factor_removed),
    (factors.authenticator_reset, factor_reset),
)


def connect() -> None:
    """Called once when the app is ready."""
    for signal, receiver in SIGNALS:
        signal.connect(receiver, dispatch_uid=f"journal.{receiver.__name__}")
