"""Numbers in addresses, which anybody may write."""

from __future__ import annotations

from django.http import HttpRequest


def number_in(request: HttpRequest, name: str) -> int:
    """A number of the address; 0 for none and for nonsense."""
    return _number(request.GET.get(name, ""))


def number_in_post(request: HttpRequest, name: str) -> int:
    """A number of a form; 0 for none and for nonsense."""
    return _number(request.POST.get(name, ""))


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0
