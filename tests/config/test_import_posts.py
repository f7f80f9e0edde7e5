"""`manage.py import_posts` as an operator types it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inbox.models import Channel, Conversation, Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db

TABLE = """tweet;who;from_customer;at;body;answers;company
1;mira;True;2026-03-01T08:00:00Z;"Is the 18:12 &lt;late&gt;?";;Northline
2;Northline;False;2026-03-01T08:05:00Z;On time.;1;Northline
3;tom;True;yesterday;Hello?;;Northline
4;ida;True;2026-03-01T09:00:00Z;Lost: one umbrella;;Southline
"""
NAMES = [
    *("--map", "id=tweet", "--map", "author=who", "--map", "is_brand=!from_customer", "--map", "created_at=at"),
    *("--map", "text=body", "--map", "in_reply_to=answers", "--channel-by", "company"),
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table with names of its own and one bad line."""
    target = tmp_path / "posts.csv"
    target.write_text(TABLE)
    return target


def typed(*arguments: str) -> str:
    """What the command prints."""
    said = io.StringIO()
    call_command("import_posts", *arguments, verbosity=0, stdout=said)
    return said.getvalue()


def test_a_table_with_names_of_its_own_is_mapped_imported_and_counted(cast: Cast, table: Path) -> None:
    said = typed(str(table), "--department", "customer-service", *NAMES, "--report")
    assert "3 posts added, 0 known already, 1 lines left out" in said
    assert "line 4: “yesterday” is not a time; ISO 8601 is understood." in said
    report = [line.split() for line in said.splitlines()[-4:]]
    assert report == [
        ["posts", "inbound", "outbound", "conversations"],
        ["posts.csv", "3", "2", "1", "2"],
        ["Northline", "2", "1", "1", "1"],
        ["Southline", "1", "1", "0", "1"],
    ]
    assert Message.objects.get(external_id="1").text == "Is the 18:12 <late>?"


def test_twice_adds_nothing(cast: Cast, table: Path) -> None:
    typed(str(table), "--department", "Customer Service", *NAMES)
    assert "0 posts added, 3 known already" in typed(str(table), "--department", "Customer Service", *NAMES)
    assert Conversation.objects.count() == 2


def test_lines_left_out_are_written_to_a_file(cast: Cast, table: Path, tmp_path: Path) -> None:
    target = tmp_path / "left-out.csv"
    typed(str(table), "--department", "customer-service", *NAMES, "--rejects", str(target))
    assert target.read_text().splitlines() == ["line,reason", "4,“yesterday” is not a time; ISO 8601 is understood."]


def test_only_the_first_rejects_are_shown(cast: Cast, tmp_path: Path) -> None:
    target = tmp_path / "posts.jsonl"
    target.write_text("{}\n" * 25)
    said = typed(str(target), "--department", "customer-service")
    assert "25 lines left out" in said
    assert "line 20:" in said
    assert "line 21:" not in said
    assert "and 5 more; --rejects FILE writes all of them." in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["posts.jsonl", "--department", "Sales"], "There is no department “Sales”. The departments are: Customer"),
        (["posts.xlsx", "--department", "hr"], r"posts.xlsx has an ending that is not known"),
        (["posts.jsonl", "--department", "hr", "--map", "body=text"], "“body” is nothing that can be mapped"),
        (["absent.jsonl", "--department", "hr"], "absent.jsonl can't be read: No such file or directory."),
    ],
)
def test_what_can_not_be_done_is_one_sentence(cast: Cast, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        typed(*arguments)
    assert not Channel.objects.filter(network="import").exists()
