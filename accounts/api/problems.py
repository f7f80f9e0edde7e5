"""Refusals of the API as problem details (RFC 9457): a type, a title, a whole sentence, and the request's number."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.utils.translation import gettext as _
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAuthenticated,
    ParseError,
    Throttled,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from accounts.errors import NotAllowed, Refused

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Wrong method",
    406: "Not available in this form",
    409: "Not possible now",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Wrong content type",
    422: "Key used before",
    428: "If-Match is missing",
    429: "Too many requests",
    500: "An error of ours",
    503: "Busy",
}
WORDS = {409: "not-possible", 412: "stale", 422: "key-used", 428: "no-precondition"}
"""The last word of a type where the status alone says too little."""
KEPT_HEADERS = ("WWW-Authenticate", "Retry-After", "Allow")


class Problem(APIException):
    """A refusal with more to say than a sentence: `more` goes into the answer beside it."""

    def __init__(self, status: int, sentence: str, **more: Any) -> None:
        self.status_code = status
        self.more = more
        super().__init__(sentence)


class TooLarge(APIException):
    """More than is taken at once; the message says how much that is."""

    status_code = 413


def problem(status: int, detail: str, *, request_id: str = "", **more: Any) -> Response:
    """One refusal."""
    kind = f"urn:liaison:problem:{WORDS[status]}" if status in WORDS else "about:blank"
    body = {"type": kind, "title": TITLES.get(status, "Refused"), "status": status, "detail": detail}
    if request_id:
        body["request_id"] = request_id
    return Response(body | more, status=status, content_type=MEDIA_TYPE)


def problem_details(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler: every refusal in the one form, and errors of ours, logged, too."""
    number = getattr(context["request"], "request_id", "")
    if isinstance(error, Refused):
        set_rollback()
        return problem(403 if isinstance(error, NotAllowed) else 409, str(error), request_id=number)
    answer = exception_handler(_known(error), context)
    if answer is None:
        return _ours(error, number)
    more: dict[str, Any] = error.more if isinstance(error, Problem) else {}
    if isinstance(error, ValidationError):
        more = {"errors": list(field_errors(error.detail))}
    told = problem(answer.status_code, _sentence(error, answer), request_id=number, **more)
    for name, value in answer.headers.items():
        if name in KEPT_HEADERS:
            told[name] = value
    return told


def _known(error: Exception) -> Exception:
    """What Python and Django say of a body that can't be read, as a refusal."""
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("At most 10 MB are taken at once."))
    if isinstance(error, RecursionError):
        return ParseError(_("The body is not JSON: it is nested too deeply."))
    return error


def field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each mistake with the field it is in: "steps.0.role"; an empty field is the whole body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            part = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
            yield from field_errors(inner, f"{path}.{part}".strip("."))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from field_errors(inner, f"{path}.{number}".strip(".") if nested else path)
    else:
        yield {"field": path, "detail": str(detail)}


def _ours(error: Exception, number: str) -> Response:
    set_rollback()
    if isinstance(error, OperationalError):
        log.warning("request %s crossed another one: %s", number, error)
        told = problem(503, _("Somebody else is at it at this moment. Try again."), request_id=number)
        told["Retry-After"] = "1"
        return told
    log.error("request %s broke off", number, exc_info=error)
    sentence = _("An error on our side; nothing was changed. Tell your administrators the number of the request.")
    return problem(500, sentence, request_id=number)


def _sentence(error: Exception, answer: Response) -> str:
    if isinstance(error, Throttled):
        return _("Too many requests. Try again in %(seconds)s seconds.") % {
            "seconds": answer.headers.get("Retry-After", "60")
        }
    if isinstance(error, NotAuthenticated):
        return _("This needs a token in the header Authorization.")
    if isinstance(error, MethodNotAllowed):
        return _("This address does not take this method.")
    if isinstance(error, ValidationError):
        return _said_of(error.detail)
    if answer.status_code == 404:
        return _("There is nothing at this address, or it is closed to you.")
    detail = answer.data.get("detail") if isinstance(answer.data, dict) else None
    return str(detail or _("The request can't be taken as it is."))


def _said_of(detail: Any) -> str:
    names = sorted({mistake["field"] for mistake in field_errors(detail)} - {""})
    if not names:
        return " ".join(mistake["detail"] for mistake in field_errors(detail))
    return _("Correct these fields: %(names)s.") % {"names": ", ".join(names)}
