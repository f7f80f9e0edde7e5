"""The README and docs/ say what is so, and each check notices when they do not."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.models import TextChoices

from config.place import BASE_DIR
from inbox.channels.base import Connector, Item
from inbox.models.conversation import Outcome, Status
from inbox.models.delivery import DeliveryState
from tests import cast as company
from tests import documents
from tests.documents import Wrong

CONCEPTS = BASE_DIR / "docs" / "concepts.md"
CONTRIBUTING = BASE_DIR / "docs" / "contributing.md"
RUNNING = BASE_DIR / "docs" / "running.md"
COMMANDS = ("pip install uv && uv run manage.py up", "pip install uv && uv run pytest")

type Rule = Callable[[Path], Iterator[Wrong]]
BROKEN: dict[Rule, str] = {
    documents.files_exist: "Read `inbox/actions/gone.py`.",
    documents.functions_exist: "`vanish()` does it.",
    documents.verbs_exist: "It records `conversation.explode`.",
    documents.links_lead_somewhere: "See [the plan](plan.md).",
}


@pytest.mark.parametrize("rule", [*BROKEN, documents.index_is_complete], ids=lambda rule: rule.__name__)
def test_the_documents_keep(rule: Rule) -> None:
    wrong = [f"{page.relative_to(BASE_DIR)}: {sentence}" for page, sentence in rule(BASE_DIR)]

    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_an_untrue_sentence_is_noticed_by(rule: Rule, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(BROKEN[rule])

    assert [found.page for found in rule(tmp_path)] == [page]


def test_a_function_in_another_file_than_said_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "live.py").write_text("def hear(): ...")
    (tmp_path / "inbox" / "counting.py").write_text("def count(): ...")
    (tmp_path / "README.md").write_text("`hear()` in `inbox/counting.py`")

    sentences = [found.sentence for found in documents.functions_exist(tmp_path)]

    assert sentences == ["`hear()` is not in `inbox/counting.py`"]


def test_a_link_to_a_heading_that_is_gone_and_a_page_outside_the_index_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Liaison\n[down](#start-here)\n## Start here\n[up](#the-end)")
    (tmp_path / "docs" / "README.md").write_text("nothing")
    (tmp_path / "docs" / "running.md").write_text("# Running")

    assert [found.sentence for found in documents.links_lead_somewhere(tmp_path)] == [
        "the link #the-end names no heading"
    ]
    assert [found.sentence for found in documents.index_is_complete(tmp_path)] == [
        "docs/running.md is not in the index"
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_has_the_two_commands_to_copy(command: str) -> None:
    lines = [line for block in documents.blocks(BASE_DIR / "README.md", "sh") for line in block.splitlines()]

    assert command in lines


def test_the_rights_table_says_what_the_code_allows() -> None:
    remedy = "Write it anew with `uv run python -m tests.documents`."

    assert documents.written_rights(CONCEPTS) == documents.rights_table(), remedy


def test_the_rights_table_is_written_in_its_place(tmp_path: Path) -> None:
    page = tmp_path / "concepts.md"
    page.write_text("### Who may do what\n\n| old |\n|---|\n| rows |\n\nThe rest stays.\n")

    documents.write_rights(page)

    assert page.read_text() == f"### Who may do what\n\n{documents.rights_table()}\nThe rest stays.\n"


@pytest.mark.parametrize("states", [Status, Outcome, DeliveryState], ids=lambda states: states.__name__)
def test_every_state_is_explained_by_the_word_that_pages_show(states: type[TextChoices]) -> None:
    text = documents.prose(CONCEPTS)

    assert [label for label in states.labels if str(label) not in text] == []


def test_the_environment_table_names_the_variables_that_the_settings_read() -> None:
    assert documents.variables_in_tables(RUNNING) >= documents.settings_read(BASE_DIR)


def test_everybody_of_the_cast_is_introduced(cast: company.Cast) -> None:
    introduced = documents.table(CONTRIBUTING, "Tests")

    assert {name.lower() for name in introduced} == {
        name for name, member in vars(cast).items() if type(member).__name__ == "Member"
    }


def test_the_connector_in_the_guide_works(monkeypatch: pytest.MonkeyPatch) -> None:
    telex = _connector_of_the_guide()({"service_url": "https://telex.example"}, {"token": "t"})
    payload = {"id": 7, "from": "555 31", "text": "THE 1812 IS LATE", "at": "2026-11-19T12:00:00+00:00"}
    monkeypatch.setattr(telex, "_read", lambda path, **_: {"messages": [payload], "more": False})

    page = telex.poll({})
    (item,) = telex.parse(page.items[0].payload)

    assert (page.cursor, page.more) == ({"last": 7}, False)
    assert isinstance(item, Item)
    assert (item.external_id, item.thread_key, item.text) == ("7", "line:555 31", "THE 1812 IS LATE")
    assert item.sent_at == datetime(2026, 11, 19, 12, tzinfo=UTC)


def _connector_of_the_guide() -> type[Connector]:
    """Run the worked example and take its class."""
    (source,) = documents.blocks(CONTRIBUTING, "python connector")
    module: dict[str, Any] = {"__name__": "telex"}
    exec(compile(textwrap.dedent(source), str(CONTRIBUTING), "exec"), module)
    found: type[Connector] = module["Telex"]
    return found
