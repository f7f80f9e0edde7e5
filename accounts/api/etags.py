"""Which state of a row somebody saw: its ETag, and what happens when it has changed since."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.api.problems import Problem


def etag_of(shown: Any) -> str:
    """Of a row as it is shown: the same words, the same tag."""
    plain = json.loads(JSONRenderer().render(shown))
    return f'"{hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]}"'


def is_same(header: str, tag: str) -> bool:
    """Whether If-Match or If-None-Match names this tag, or any."""
    given = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in given or "*" in given


def refuse_stale(request: Request, shown: Any, *, must: bool) -> None:
    """Raise Problem 412 when the caller saw another state, and 428 when they `must` say which and did not."""
    header = request.headers.get("If-Match")
    if header is None:
        if must:
            sentence = _("Say in If-Match which state you change: the ETag that you were given with it.")
            raise Problem(428, sentence, present=shown)
        return
    if not is_same(header, etag_of(shown)):
        raise Problem(412, _("It has changed since you read it. Look at how it stands now."), present=shown)
