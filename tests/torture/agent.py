"""A member at the browser who presses *Send*, and presses again when no answer comes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
from django.db import Error, connections
from django.urls import reverse

from accounts.models import Member
from inbox.models import Delivery, Message
from tests.running import session_of
from tests.torture.stage import Stage

TOKEN = "t" * 32
"""Of the form, which the cookie repeats."""


def patiently[T](ask: Callable[[], T], *, seconds: float = 60) -> T:
    """The answer of the database, which may be away for a while."""
    end = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except Error:
            connections.close_all()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class Agent:
    """Submits replies through the pages. What was acknowledged must be there, whatever dies."""

    def __init__(self, member: Member, stage: Stage) -> None:
        self.stage = stage
        cookies = {"sessionid": session_of(member), "csrftoken": TOKEN}
        headers = {"X-CSRFToken": TOKEN, "Accept": "text/html"}
        self.http = httpx.Client(base_url=stage.url, cookies=cookies, headers=headers, timeout=15)
        self.acknowledged: set[str] = set()

    def reply(self, pk: int, text: str) -> bool:
        """Answer a conversation; whether the page said that it was done."""
        return self._press(pk, self._form(pk, text))

    def reply_while_killed(self, pk: int, text: str, dice: random.Random) -> bool:
        """The same, and the web process dies at any moment of it."""
        done: list[bool] = []
        form = self._form(pk, text)
        press = threading.Thread(target=lambda: done.append(self._press(pk, form)))
        press.start()
        time.sleep(dice.uniform(0, 0.15))
        self.stage.kill("web", counted="web killed during a submit")
        press.join()
        return done == [True]

    def _form(self, pk: int, text: str) -> dict[str, Any]:
        asked = patiently(lambda: Message.objects.filter(conversation=pk, is_ours=False).earliest("pk"))
        return {"kind": "reply", "text": text, "answers": asked.pk, "seen": asked.pk}

    def _press(self, pk: int, form: dict[str, Any]) -> bool:
        try:
            answer = self.http.post(reverse("inbox:reply", args=[pk]), data=form)
        except httpx.HTTPError:
            return False
        if answer.status_code < 300 or 400 <= answer.status_code < 500:
            raise RuntimeError(f"The page answered {answer.status_code}: {answer.text[:500]}")
        if answer.status_code < 400:
            self.acknowledged.add(form["text"])
        return answer.status_code < 400

    def unkept(self) -> list[str]:
        """What the page called sent off and the database does not know."""
        known = patiently(lambda: set(Delivery.objects.values_list("text", flat=True)))
        return sorted(self.acknowledged - known)
