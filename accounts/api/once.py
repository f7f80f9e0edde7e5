"""A POST with an Idempotency-Key happens once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.answers import claim, let_go, settle
from accounts.api.problems import Problem
from accounts.models import KeptAnswer, Token
from accounts.models.token import KEY_LENGTH

KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH}}}")
KEPT = ("ETag", "Location")


def once(request: Request, act: Callable[[], Response]) -> Response:
    """Do it, or give the answer of the first time; refused attempts are forgotten, since nothing happened.

    Key, effect and answer are one transaction: whoever sends the same at the same moment waits
    for its end. Raises Problem 422 for a key that was used for something else.
    """
    key = _key(request)
    if key is None:
        return act()
    with transaction.atomic():
        row, is_new = _claimed(request, key)
        if not is_new:
            return _again(row.status, row.answer)
        answer = act()
        settle(row, status=answer.status_code, answer=_kept(answer))
        return answer


def answered_once(request: Request, act: Callable[[], Response]) -> Response:
    """As once(), for work that has transactions of its own and no second effect by its nature.

    Only the answer is kept: who sends the same at the same moment has it done again, to no effect.
    """
    key = _key(request)
    if key is None:
        return act()
    with transaction.atomic():
        row, is_new = _claimed(request, key)
    if not is_new:
        return _again(row.status, row.answer)
    try:
        answer = act()
    except Exception:
        let_go(row)
        raise
    settle(row, status=answer.status_code, answer=_kept(answer))
    return answer


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise ParseError(_("An Idempotency-Key has 1 to 255 visible ASCII characters."))
    return key


def _claimed(request: Request, key: str) -> tuple[KeptAnswer, bool]:
    said = fingerprint(request)
    row, is_new = claim(owner_of(request), key=key, fingerprint=said)
    if row.fingerprint != said:
        raise Problem(422, _("This Idempotency-Key was used for another request. Take a new one."))
    return row, is_new


def owner_of(request: Request) -> str:
    """Whose key it is: what was shown to open the door, with what that has replaced."""
    shown = request.auth
    return shown.line if isinstance(shown, Token) else f"{type(shown).__name__.lower()}:{shown.pk}"


def fingerprint(request: Request) -> str:
    """What makes two requests the same: method, address and body."""
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    said.update(request._request.body)
    return said.hexdigest()


def _kept(answer: Response) -> dict[str, Any]:
    data = None if answer.data is None else json.loads(JSONRenderer().render(answer.data))
    return {"data": data, "headers": {name: answer[name] for name in KEPT if name in answer}}


def _again(status: int, kept: dict[str, Any]) -> Response:
    return Response(kept["data"], status=status, headers={**kept["headers"], "Idempotency-Replayed": "true"})
