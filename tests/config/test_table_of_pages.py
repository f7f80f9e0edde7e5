"""The table of pictures names every page there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from config.pictures.shots import SHOTS
from inbox.sandbox.pages import ROUTES
from tests.cast import Cast

# Addresses that answer GET and have no picture, each with its reason. Keep this short.
NO_PICTURE = {
    "healthz": "for machines",
    "readyz": "for machines",
    "workz": "for machines",
    "inbox:hook": "for networks that push",
    "inbox:answer_by_link": "behind a mailed link; test_browser_escalations.py looks at it",
    "home": "leads to the inbox",
    "inbox:rows": "a part of the list",
    "inbox:rail": "a part of every page",
    "inbox:thread": "a part of the conversation",
    "inbox:live": "a stream",
    "inbox:media": "a file; the page that waits for it is gone within seconds",
    "inbox:face": "a file",
    "inbox:draft_picture": "a file",
    "inbox:bulk_bar": "a part of the list",
    "routing:rehearsal_progress": "a part of the rehearsal",
    "inbox:bulk_choices": "a part of the list",
    "inbox:bulk_count": "a few words in the list",
    "reports:pdf": "a file",
    "reports:export": "a file",
    "reports:export_pair": "a file",
    "reports:brief_pdf": "a file",
    "reports:brief": "leads to the last week",
    "reports:rate": "behind a signed link; tests/reports/views/test_rate.py looks at it",
    "inbox:canned_here": "for the list that / opens",
    "inbox:mentionable": "for the list that @ opens",
    "inbox:attempt": "gone within a second; looked at in test_every_page, where no worker runs",
    "openapi": "for machines",
    "routing:rules_file": "a file",
    "account_set_password": "leads to the change of password: every member has one",
    "account_confirm_login_code": "no codes are mailed; leads to the sign-in",
    "mfa_download_recovery_codes": "a file",
}
GIVEN = {"Int": 999_999, "Slug": "nowhere", "String": "nothing"}


def addresses(found: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of a URL conf, by its full name."""
    for each in found:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from addresses(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space + each.name, each


def answer(client: Client, name: str, pattern: URLPattern) -> int:
    """The status of a GET with made-up numbers and words."""
    kinds = pattern.pattern.converters.items()
    given: dict[str, Any] = {key: GIVEN[type(kind).__name__.removesuffix("Converter")] for key, kind in kinds}
    if isinstance(pattern.pattern, RegexPattern):
        given = dict.fromkeys(pattern.pattern.regex.groupindex, "x")
    return client.get(reverse(name, kwargs=given)).status_code


@pytest.mark.django_db
def test_every_page_of_the_url_conf_is_in_the_table_of_pictures(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    pictured = {shot.page for shot in SHOTS}
    missing = [
        name
        for name, pattern in dict(addresses(get_resolver().url_patterns)).items()
        if not name.partition(":")[0].endswith("-api")  # for programs; their page is the reference
        and name not in pictured | NO_PICTURE.keys()
        and answer(client, name, pattern) != 405
    ]
    assert missing == []


def test_every_page_of_the_sandbox_is_in_the_table_of_pictures() -> None:
    pictured = {shot.page for shot in SHOTS if shot.on == "sandbox"}
    assert {route.path for route in ROUTES} - pictured == {"/pictures/{id}"}
