"""Every line is read or named with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox.imports.readers import Reject, Row, comma_separated, json_lines, reader_for


def written(folder: Path, content: str | bytes, name: str = "posts.jsonl") -> Path:
    """A file with this content."""
    target = folder / name
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def test_json_lines_are_numbered_and_empty_ones_are_nothing(tmp_path: Path) -> None:
    source = written(tmp_path, '\ufeff{"id": 1}\n\n{"id": 2}')
    assert list(json_lines(source)) == [Row(1, {"id": 1}), Row(3, {"id": 2})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": ', "The line is not JSON"),
        (b"[1, 2]", "The line is JSON, but not an object."),
        (b'{"id": "caf\xe9"}', "The line is not UTF-8 text."),
        (b"[" * 100_000, "The line is not JSON"),
    ],
)
def test_a_line_that_is_no_object_is_named_and_the_next_one_read(tmp_path: Path, line: bytes, reason: str) -> None:
    bad, good = json_lines(written(tmp_path, line + b'\n{"id": 2}\n'))
    assert isinstance(bad, Reject)
    assert (bad.line, bad.reason.startswith(reason)) == (1, True)
    assert good == Row(2, {"id": 2})


def test_csv_values_may_span_lines_and_rows_count_from_where_they_begin(tmp_path: Path) -> None:
    source = written(tmp_path, '\ufeffid,text\r\n1,"Two\r\nlines, one post"\r\n2,Fine\r\n', "posts.csv")
    assert list(comma_separated(source)) == [
        Row(2, {"id": "1", "text": "Two\r\nlines, one post"}),
        Row(4, {"id": "2", "text": "Fine"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_from_the_first_line(tmp_path: Path, delimiter: str) -> None:
    source = written(tmp_path, f"id{delimiter}text\n1{delimiter}Hello\n", "posts.csv")
    assert list(comma_separated(source)) == [Row(2, {"id": "1", "text": "Hello"})]


def test_csv_rows_of_another_width_or_encoding_are_named(tmp_path: Path) -> None:
    source = written(tmp_path, b"id,text\n1\n2,caf\xe9\n3,ok,more\n4,Good\n", "posts.csv")
    assert list(comma_separated(source)) == [
        Reject(2, "The line has 1 columns; the first line names 2."),
        Reject(3, "The line is not UTF-8 text."),
        Reject(4, "The line has 3 columns; the first line names 2."),
        Row(5, {"id": "4", "text": "Good"}),
    ]


def test_an_empty_csv_file_has_no_rows(tmp_path: Path) -> None:
    assert list(comma_separated(written(tmp_path, "", "posts.csv"))) == []


def test_the_ending_chooses_the_reader() -> None:
    assert reader_for(Path("posts.JSONL")) is json_lines
    assert reader_for(Path("posts.csv")) is comma_separated
    with pytest.raises(ValueError, match=r"posts\.xlsx has an ending that is not known; these are: \.jsonl"):
        reader_for(Path("posts.xlsx"))
