"""How the network says no; each message is a whole sentence."""

from __future__ import annotations


class Refused(Exception):
    """What was asked can't be done (HTTP 422)."""

    status = 422


class NotFound(Refused):
    """What was asked about does not exist (any more) (HTTP 404)."""

    status = 404


class NotYours(Refused):
    """It belongs to somebody else (HTTP 403)."""

    status = 403


class NotSignedIn(Refused):
    """No token, or one that nobody holds (HTTP 401)."""

    status = 401


class Broken(Refused):
    """Trouble of the network's own, whatever became of the request (HTTP 500)."""

    status = 500
