"""What every page about people is asked in its tests."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Member


def as_member(member: Member | None) -> Client:
    """A browser in which this member is signed in; nobody for None."""
    browser = Client()
    if member is not None:
        browser.force_login(member)
    return browser


def status(member: Member | None, address: str) -> int:
    """What a GET answers them."""
    return as_member(member).get(address).status_code


def post(member: Member | None, address: str, /, **fields: object) -> HttpResponse:
    """What a POST answers them."""
    response: HttpResponse = as_member(member).post(address, fields)  # type: ignore[assignment]
    return response


def words(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


def asks_to_sign_in(response: Any) -> bool:
    """Whether a stranger is led to the sign-in."""
    return response.status_code == 302 and str(response["Location"]).startswith("/accounts/login/")
