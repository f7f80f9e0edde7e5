"""Columns whose content must not be readable in the database or a backup of it."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(secret: str) -> MultiFernet:
    """Keys of 32 bytes made from the setting; several, comma-separated, rotate: the first encrypts."""
    digests = [hashlib.sha256(part.strip().encode()).digest() for part in secret.split(",")]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class EncryptedJSONField(models.TextField[Any, Any]):
    """A JSON object encrypted with FIELD_ENCRYPTION_KEY."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt; raises ValueError when the key does not fit."""
        if not value:
            return {}
        try:
            return json.loads(_cipher(settings.FIELD_ENCRYPTION_KEY).decrypt(value.encode()))
        except InvalidToken as error:
            raise ValueError("Stored credentials fit no FIELD_ENCRYPTION_KEY.") from error

    def get_prep_value(self, value: Any) -> str:
        """Encrypt."""
        plain = json.dumps(dict(value or {})).encode()
        return _cipher(settings.FIELD_ENCRYPTION_KEY).encrypt(plain).decode()

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps carry the encrypted form."""
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        """A dict stays a dict; text is what a dump carried."""
        return self.from_db_value(value) if isinstance(value, str) else value
