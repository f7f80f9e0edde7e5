"""Every page and every address of the API, by every method, for everybody: nothing unexpected.

What is expected stands in access_pages.txt and access_api.txt, one line for each address and method;
an address without a line fails. Where a line changes for good, LIAISON_WRITE=access writes the files
anew; whoever reviews them reads the difference. A star says that it left an event.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests.cast import Cast
from tests.company import furnish
from tests.config.access import table

FILES = {kind: Path(__file__).with_name(f"access_{kind}.txt") for kind in ("api", "pages")}
OPEN_TO_ALL = {"healthz", "readyz", "workz", "home", "inbox:answer_by_link", "inbox:hook", "openapi", "accounts:accept"}
"""Pages that answer strangers."""


def read(*kinds: str) -> list[dict[str, str]]:
    """The tables as they stand in the files."""
    found = []
    for kind in kinds or FILES:
        head, *rows = [line.split("\t") for line in FILES[kind].read_text(encoding="utf-8").splitlines()]
        found += [dict(zip(head, row, strict=True)) for row in rows]
    return found


@pytest.mark.patient
@pytest.mark.django_db
@pytest.mark.parametrize("kind", FILES)
def test_everybody_gets_at_every_address_what_is_expected(cast: Cast, settings: Any, kind: str) -> None:
    settings.API_TOKEN_RATE = settings.API_MEMBER_RATE = 10_000_000
    cache.clear()
    found = table(cast, furnish(cast), is_api=kind == "api")
    if os.environ.get("LIAISON_WRITE") == "access":
        FILES[kind].write_text("\n".join(found) + "\n", encoding="utf-8")
    expected = FILES[kind].read_text(encoding="utf-8").splitlines()
    assert [line for line in found if line not in expected] == []
    assert [line for line in expected if line not in found] == []


def test_no_stranger_and_no_former_member_gets_anything() -> None:
    opened = [
        (row["address"], row["method"])
        for row in read()
        if row["address"] not in OPEN_TO_ALL
        and any(row[who].startswith("2") or "*" in row[who] for who in ("anonymous", "deactivated"))
    ]
    assert opened == []


def test_what_is_closed_exists_for_nobody_but_administrators() -> None:
    closed = [row for row in read() if row["address"].startswith("closed")]
    assert len(closed) >= 3
    for row in closed:
        for who in ("outsider", "observer", "trainee", "agent", "lead", "other-lead"):
            assert row[who] in ("404", "405"), row


def test_a_token_that_only_reads_changes_nothing() -> None:
    assert [row["address"] for row in read("api") if row["method"] != "get" and row["reads-only"].startswith("2")] == []


def test_every_act_is_asked_for_with_a_body_that_fits() -> None:
    """Else everybody would be refused for what they sent, and nobody for who they are."""
    people = ("outsider", "observer", "trainee", "agent", "lead", "other-lead", "administrator")
    senseless = []
    for row in read("api"):
        seen = {row[who] for who in people} - {"403", "404"}
        if seen == {"400"}:
            senseless.append((row["address"], row["method"]))
    assert senseless == []


def test_nothing_breaks() -> None:
    broken = {row["address"] for row in read() if any(cell.startswith("5") for cell in row.values())}
    assert broken <= {"workz"}  # says that no worker is there: in this test there is none


def test_outsiders_act_on_no_conversation_of_a_department() -> None:
    own = ("follow", "unfollow")
    acts = [row for row in read() if row["address"].startswith("inbox-api:conversations-") and row["method"] == "post"]
    assert len(acts) > 15
    for row in acts:
        if not row["address"].endswith(own):
            assert row["outsider"][0] == row["other-lead"][0] == "4", row


def test_on_pages_outsiders_act_for_themselves_only_and_observers_write_notes() -> None:
    own = {"accounts:profile_sign_out_everywhere", "inbox:follow", "inbox:view_save", "reports:brief_mail"}
    left = {who: {row["address"] for row in read("pages") if "*" in row[who]} for who in ("outsider", "observer")}
    assert left == {"outsider": own, "observer": own | {"inbox:note", "inbox:contact_note"}}
    trainee = {row["address"] for row in read("pages") if "*" in row["trainee"]}
    assert trainee - left["observer"] == {"inbox:reply", "inbox:fact_add", "inbox:fact_learn"}


def test_pages_of_the_console_are_administrators_alone() -> None:
    names = {"accounts:console", "accounts:people", "accounts:programs", "inbox:policies", "routing:rules"}
    rows = [row for row in read("pages") if row["address"] in names and row["method"] == "get"]
    assert {row["address"] for row in rows} == names
    for row in rows:
        assert {row[who] for who in ("outsider", "observer", "trainee", "agent", "lead", "other-lead")} == {"403"}, row
