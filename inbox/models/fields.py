"""Columns whose content must not be readable in the database or a backup of it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedJSONField(models.TextField[Any, Any]):
    """A JSON object encrypted with the first of FIELD_ENCRYPTION_KEYS, readable with any."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt; raises ValueError when no configured key fits."""
        if not value:
            return {}
        try:
            return json.loads(_cipher(tuple(settings.FIELD_ENCRYPTION_KEYS)).decrypt(value.encode()))
        except InvalidToken as error:
            raise ValueError("Stored credentials fit none of FIELD_ENCRYPTION_KEYS.") from error

    def get_prep_value(self, value: Any) -> str:
        """Encrypt."""
        plain = json.dumps(dict(value or {})).encode()
        return _cipher(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(plain).decode()

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps carry the encrypted form."""
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        """A dict stays a dict; text is what a dump carried."""
        return self.from_db_value(value) if isinstance(value, str) else value
