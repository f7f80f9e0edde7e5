"""Fields that several resources take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from inbox.channels.plain import storable

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Moment(serializers.DateTimeField):
    """A moment that any calendar can reckon with."""

    def to_internal_value(self, value: Any) -> Any:
        """Raises ValidationError for one that no clock of ours reaches."""
        try:
            found = super().to_internal_value(value)
            sensible = EARLIEST <= found <= LATEST
        except OverflowError:
            sensible = False
        if not sensible:
            raise serializers.ValidationError(_("Give a moment of our time."))
        return found


def moment(**options: Any) -> Moment:
    """A moment, with its offset from UTC."""
    return Moment(help_text="With its offset, such as 2026-11-19T12:00:00Z.", **options)


class Plain(serializers.JSONField):
    """Any JSON value that can be kept."""

    def to_internal_value(self, data: Any) -> Any:
        """Without what PostgreSQL can't keep."""
        return storable(super().to_internal_value(data))
