"""The two ways an action refuses; each carries a whole sentence for people."""

from __future__ import annotations


class Refused(Exception):
    """An action was not done; `str(error)` is a whole sentence."""


class NotPossible(Refused):
    """The state makes it senseless (HTTP 409)."""


class NotAllowed(Refused):
    """The actor lacks the right (HTTP 403)."""
