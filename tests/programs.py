"""Programs as tests send them: a token, and a client that speaks JSON with it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.actions import tokens
from accounts.models import Department, Member, Token
from accounts.scopes import SCOPES

ROOT = "/api/v1"


class Program:
    """Somebody's program: asks the API with a token."""

    def __init__(self, secret: str, token: Token | None = None) -> None:
        self.secret = secret
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The whole answer."""
        shown = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content: dict[str, Any] = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        if body is None and method != "get":
            content = {"content_type": "application/json"}
        return getattr(Client(), method)(f"{ROOT}{path}", headers={**shown, **named}, **content)

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Act."""
        return self.ask("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Change."""
        return self.ask("patch", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        """Remove."""
        return self.ask("delete", path, **headers)

    def change(self, path: str, body: Any) -> Any:
        """Read, then change what was read."""
        return self.patch(path, body, If_Match=self.get(path)["ETag"])


def program_of(
    member: Member, *, scopes: Collection[str] = SCOPES, departments: Collection[Department] = ()
) -> Program:
    """A program with a fresh token of this member."""
    until = timezone.now() + timedelta(days=30)
    token, secret = tokens.issue(name="Sync", scopes=scopes, departments=departments, until=until, by=member)
    return Program(secret, token)


STRANGER = Program("")
