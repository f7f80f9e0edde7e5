"""Rows as files: CSV that flows, XLSX that is written row by row; neither holds a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import batched
from typing import IO, Any

import xlsxwriter
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from reports.export import Cell, Row
from reports.inert import inert

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
LINES = 500
PIECE = 64 * 1024
SPOOLED = 1024 * 1024
"""Bytes that stay in memory before the rest goes to disk."""


class _Line:
    """What csv writes into: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with its mark, so that spreadsheets know; every cell in quotes."""
    writer: Any = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    for some in batched(rows, LINES):
        yield "".join(writer.writerow([_plain(cell) for cell in row]) for row in some).encode()


def xlsx_file(rows: Iterable[Row]) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, ready to be read."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 - whoever reads it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options | {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, inert(cell), bold if number == 0 else None)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    file.seek(0)
    return file


def xlsx_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """The workbook, piece by piece."""
    with xlsx_file(rows) as file:
        while piece := file.read(PIECE):
            yield piece


def as_file(rows: Iterable[Row], name: str, kind: str) -> StreamingHttpResponse:
    """An answer that is downloaded while it is made, in the time zone and language of the reader who
    asks for it now; `kind` is "csv" or "xlsx".
    """
    pieces = for_reader(csv_pieces(rows) if kind == "csv" else xlsx_pieces(rows))
    response = StreamingHttpResponse(_flow(pieces), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def for_reader(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, each made in the zone and language of now: when they are, the request is long over."""
    zone, language = timezone.get_current_timezone(), translation.get_language()

    def made() -> Iterator[bytes]:
        while True:
            with timezone.override(zone), translation.override(language):
                piece = next(pieces, b"")
            if not piece:
                return
            yield piece

    return made()


async def _flow(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made while the one before is on its way; the event loop does not wait for the database."""
    while piece := await sync_to_async(_next)(pieces):
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def _plain(cell: Cell) -> Cell:
    return inert(cell) if isinstance(cell, str) else "" if cell is None else cell
