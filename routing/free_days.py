"""Public holidays, by country and region, as the `holidays` library knows them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from babel import Locale
from babel.core import UnknownLocaleError


@lru_cache(maxsize=512)
def free_days(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of one year, with their names; none for a country that is not known."""
    if country not in countries():
        return {}
    known = region if region in regions(country) else None
    return dict(holidays.country_holidays(country, subdiv=known, years=year))


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """Every country that the library knows, by its two letters, with its regions."""
    listed = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(listed[code]) for code in sorted(listed)}


def regions(country: str) -> tuple[str, ...]:
    """The regions of a country that may have holidays of their own."""
    return countries().get(country, ())


def country_name(code: str, language: str) -> str:
    """What a country is called in a language, "Germany"; its letters where nobody says."""
    try:
        return str(Locale.parse(language, sep="-").territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code
