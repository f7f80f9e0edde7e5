"""Rows of a file with their line numbers; a row that can't be read is named, not fatal."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inbox.channels.plain import storable

MOST_CHARACTERS = 10_000_000
BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One record and the line on which it begins, counted from 1."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was left out, and why, as a whole sentence."""

    line: int
    reason: str


type Reader = Callable[[Path], Iterator[Row | Reject]]


def json_lines(source: Path) -> Iterator[Row | Reject]:
    """One JSON object a line, in UTF-8; empty lines are nothing."""
    with source.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _from_json(number, line)


def _from_json(number: int, line: bytes) -> Row | Reject:
    try:
        value = json.loads(line.decode().removeprefix(BYTE_ORDER_MARK))
    except UnicodeDecodeError:
        return Reject(number, "The line is not UTF-8 text.")
    except (ValueError, RecursionError) as error:
        return Reject(number, f"The line is not JSON: {error}.")
    if not isinstance(value, dict):
        return Reject(number, "The line is JSON, but not an object.")
    return Row(number, storable(value))


def comma_separated(source: Path) -> Iterator[Row | Reject]:
    """CSV in UTF-8 whose first line names the columns; the delimiter is seen from that line."""
    csv.field_size_limit(MOST_CHARACTERS)
    with source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        first = lines.readline()
        lines.seek(0)
        rows = csv.reader(lines, delimiter=max(DELIMITERS, key=first.count))
        names = next(rows, [])
        line = rows.line_num + 1
        while True:
            try:
                values = next(rows, None)
            except csv.Error as error:
                yield Reject(line, f"The line is not CSV: {error}.")
                values = []
            if values is None:
                return
            if values:
                yield _from_csv(line, names, values)
            line = rows.line_num + 1


def _from_csv(line: int, names: list[str], values: list[str]) -> Row | Reject:
    if len(values) != len(names):
        return Reject(line, f"The line has {len(values)} columns; the first line names {len(names)}.")
    if any("\udc80" <= letter <= "\udcff" for value in values for letter in value):
        return Reject(line, "The line is not UTF-8 text.")
    return Row(line, storable(dict(zip(names, values, strict=True))))


READERS: dict[str, Reader] = {
    ".jsonl": json_lines,
    ".ndjson": json_lines,
    ".json": json_lines,
    ".csv": comma_separated,
    ".tsv": comma_separated,
}


def reader_for(source: Path) -> Reader:
    """The reader for a file by its ending; raises ValueError naming the endings there are."""
    try:
        return READERS[source.suffix.lower()]
    except KeyError:
        known = ", ".join(READERS)
        raise ValueError(f"{source.name} has an ending that is not known; these are: {known}.") from None
