"""Who may set up a fresh instance: somebody at the machine, or with the link shown at its start."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Member

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


def is_fresh() -> bool:
    """Whether nobody is a member yet."""
    return not Member.objects.exists()


def setup_token(chosen: str, secret_key: str) -> str:
    """The token of the set-up link: as chosen, else one that follows from the secret key."""
    return chosen or salted_hmac("liaison.first_run", "set up", secret=secret_key, algorithm="sha256").hexdigest()[:32]


def may_set_up(meta: Mapping[str, str], *, here_only: bool, given: str, token: str) -> bool:
    """Whether this request may make the first administrator.

    `here_only`: the instance listens on and is reached under this machine's own address.
    A request that a proxy passed on comes from anywhere, whatever address the proxy has.
    """
    if given and constant_time_compare(given, token):
        return True
    passed_on = any(meta.get(header) for header in FORWARDED)
    return here_only and not passed_on and _is_here(meta.get("REMOTE_ADDR", ""))


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
