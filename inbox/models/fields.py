"""Columns whose content must not be readable in the database or a backup of it."""

from __future__ import annotations

from accounts.models import fields


class EncryptedJSONField(fields.EncryptedJSONField):
    """As in the room below; the migrations of this room know it by this place."""
