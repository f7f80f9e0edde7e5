"""Files: rows that flow, and no formula in them."""

from __future__ import annotations

import csv
import io
import resource
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from reports.export import Row
from reports.files import LINES, csv_pieces, for_reader, xlsx_file
from tests.reports.test_inert import PAYLOADS

ROWS: list[Row] = [("Number", "Words"), *((number, words) for number, words in enumerate(PAYLOADS)), (7.5, None)]


def read_csv(data: bytes) -> list[list[str]]:
    """As a spreadsheet does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_holds_every_row_and_begins_with_its_mark() -> None:
    data = b"".join(csv_pieces(ROWS))
    found = read_csv(data)
    assert data.startswith(b"\xef\xbb\xbf")
    assert found[0] == ["Number", "Words"]
    assert len(found) == len(ROWS)
    assert all(row[1].startswith("'") for row in found[1:-1])
    assert found[-1] == ["7.5", ""]


def test_xlsx_holds_words_and_numbers_and_no_formula() -> None:
    with zipfile.ZipFile(xlsx_file(ROWS)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<row ") == len(ROWS)
    assert "<v>7.5</v>" in sheet


def test_a_hundred_thousand_rows_need_little_memory() -> None:
    def many() -> Iterator[Row]:
        for number in range(100_000):
            yield (number, "x" * 200, "=1+1", f"https://liaison.example/inbox/{number}/", None, 1.5)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(len(piece) for piece in csv_pieces(many()))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert size > 25_000_000
    assert grown < 60_000, f"{grown} KiB"


@pytest.mark.patient
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_computes_nothing(tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc).")
    file = tmp_path / f"rows.{kind}"
    file.write_bytes(b"".join(csv_pieces(ROWS)) if kind == "csv" else xlsx_file(ROWS).read())
    subprocess.run(
        [office, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(file)], check=True, timeout=120
    )
    text = (tmp_path / "rows.fods").read_text(encoding="utf-8")
    assert "table:formula" not in text
    assert "cmd|" in text


def test_pieces_are_made_in_the_zone_and_language_of_whoever_asked_for_them() -> None:
    at = datetime(2026, 5, 12, 23, 30, tzinfo=UTC)

    def rows() -> Iterator[Row]:
        for _one in range(LINES + 1):
            yield (date_format(localtime(at), "j F, H:i"),)

    with timezone.override("Asia/Tokyo"), translation.override("de"):
        pieces = for_reader(csv_pieces(rows()))
    with timezone.override("UTC"), translation.override("en"):
        found = read_csv(b"".join(pieces))
        assert date_format(localtime(at), "j F, H:i") == "12 May, 23:30"
    assert {row[0] for row in found} == {"13 Mai, 08:30"}
