"""The project keeps its conventions, and each convention notices when it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.place import BASE_DIR
from tests import architecture
from tests.architecture import RULES, Rule

BROKEN: dict[Rule, tuple[str, str]] = {
    architecture.only_actions_write: ("inbox/views/list.py", "def show(row):\n    row.save()"),
    architecture.only_the_journal_makes_events: ("inbox/summary.py", "Event.objects.create(verb='note.add')"),
    architecture.every_act_is_recorded: ("inbox/actions/close.py", "def close(row, *, by):\n    row.save()"),
    architecture.verbs_are_in_the_table: ("inbox/actions/close.py", "record('conversation.explode', row, by=by)"),
    architecture.no_http_below_the_doors: ("inbox/models/note.py", "from django.http import HttpResponse"),
    architecture.pages_read_what_may_be_seen: ("inbox/views/list.py", "rows = Conversation.objects.all()"),
    architecture.imports_stand_at_the_top: ("inbox/summary.py", "def count():\n    import json"),
    architecture.acts_and_connectors_are_tested: ("inbox/channels/telex.py", "NAME = 'Telex'"),
    architecture.pages_carry_no_inline_code: ("templates/inbox/list.html", '<p style="color: red">late</p>'),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps(rule: Rule) -> None:
    breaches = [f"{path.relative_to(BASE_DIR)}:{line}: {sentence}" for path, line, sentence in rule(BASE_DIR)]

    assert not breaches, "\n" + "\n".join(breaches)


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_a_breach_is_noticed_by(rule: Rule, tmp_path: Path) -> None:
    name, text = BROKEN[rule]
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text)

    assert [breach.path for breach in rule(tmp_path)] == [tmp_path / name]


def test_silence_about_an_act_that_is_gone_or_speaks_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, speaks = "inbox/actions/gone.py:vanish", "inbox/actions/close.py:close"
    monkeypatch.setattr(architecture, "SILENT", {gone: "it is private", speaks: "it is private"})
    module = tmp_path / "inbox" / "actions" / "close.py"
    module.parent.mkdir(parents=True)
    module.write_text("def close(row, *, by):\n    record('note.add', row, by=by)")

    assert [breach.sentence for breach in architecture.silence_is_explained(tmp_path)] == [
        f"SILENT names {gone}, which does not exist",
        f"{speaks} records, so SILENT need not name it",
    ]


def test_an_act_that_records_through_another_counts_as_recorded(tmp_path: Path) -> None:
    module = tmp_path / "inbox" / "actions" / "close.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "def close(row, *, by):\n    _close(row, by)\ndef _close(row, by):\n    record('note.add', row, by=by)"
    )

    assert not list(architecture.every_act_is_recorded(tmp_path))
