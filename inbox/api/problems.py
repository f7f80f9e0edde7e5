"""Refusals of the API as problem details (RFC 9457): a status, a title, a whole sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAuthenticated, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.errors import NotAllowed, Refused

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Wrong method",
    409: "Not possible now",
    413: "Too large",
    415: "Wrong content type",
    429: "Too many requests",
}


class TooLarge(APIException):
    """More than is taken at once; the message says how much that is."""

    status_code = 413


def problem(status: int, detail: str) -> Response:
    """One refusal."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status, "detail": detail}
    return Response(body, status=status, content_type="application/problem+json")


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler: every refusal in the one form; others stay errors."""
    if isinstance(error, Refused):
        return problem(403 if isinstance(error, NotAllowed) else 409, str(error))
    answer = exception_handler(error, context)
    if answer is None:
        return None
    told = problem(answer.status_code, _sentence(error, answer))
    for name, value in answer.headers.items():
        if name in ("WWW-Authenticate", "Retry-After", "Allow"):
            told[name] = value
    return told


def _sentence(error: Exception, answer: Response) -> str:
    if isinstance(error, Throttled):
        return _("Too many requests. Try again in %(seconds)s seconds.") % {
            "seconds": answer.headers.get("Retry-After", "60")
        }
    if isinstance(error, NotAuthenticated):
        return _("This needs a token in the header Authorization.")
    if isinstance(error, MethodNotAllowed):
        return _("This address does not take this method.")
    detail = answer.data.get("detail") if isinstance(answer.data, dict) else None
    return str(detail or _("The request can't be taken as it is."))
