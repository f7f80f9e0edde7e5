"""Names and filters that pages of reports use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format

FILTERS: dict[str, Callable[..., Any]] = {"as_date": date_format}
