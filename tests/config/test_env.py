"""Variables are read typed; every senseless one is told in a sentence that names it and the way out."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config.env import Environment, read_or_make_key


def test_unset_and_empty_variables_take_their_defaults() -> None:
    env = Environment({"EMPTY": "  "})

    assert env.text("EMPTY", "inbox") == "inbox"
    assert env.number("PORT", 8000) == 8000
    assert env.flag("EMPTY", default=True) is True
    assert env.choice("LOG_FORMAT", "text", ("text", "json")) == "text"
    assert env.words("ALLOWED_HOSTS") == []
    assert not env.has("EMPTY")
    assert env.problems == []


def test_values_are_read_without_surrounding_blanks() -> None:
    env = Environment({"NAME": " a ", "HOSTS": "a.example, b.example,,", "N": " 7 ", "YES": "On", "NO": "false"})

    assert env.text("NAME") == "a"
    assert env.words("HOSTS") == ["a.example", "b.example"]
    assert env.number("N", 1) == 7
    assert env.flag("YES") is True
    assert env.flag("NO", default=True) is False


def test_a_word_where_a_number_belongs_is_told() -> None:
    env = Environment({"PORT": "eight"})

    assert env.number("PORT", 8000, least=1, most=65535) == 8000
    assert env.problems == [
        "PORT is “eight”, which is not a whole number; set it to a whole number from 1 to 65535, for example 8000."
    ]


@pytest.mark.parametrize("value", ["0", "65536", "-3"])
def test_a_number_out_of_range_is_told(value: str) -> None:
    env = Environment({"PORT": value})

    env.number("PORT", 8000, least=1, most=65535)

    assert env.problems == [
        f"PORT is {value}, which is out of range; set it to a whole number from 1 to 65535, for example 8000."
    ]


def test_a_flag_that_is_neither_yes_nor_no_is_told() -> None:
    env = Environment({"DEBUG": "maybe"})

    assert env.flag("DEBUG") is False
    assert env.problems == ["DEBUG is “maybe”, which is neither yes nor no; set it to 1 or 0."]


def test_an_unknown_choice_is_told_with_the_known_ones() -> None:
    env = Environment({"LOG_FORMAT": "xml"})

    env.choice("LOG_FORMAT", "text", ("text", "json"))

    assert env.problems == ["LOG_FORMAT is “xml”, which is not known; set it to text or json."]


def test_a_folder_is_made_for_this_user_only(tmp_path: Path) -> None:
    env = Environment({"LIAISON_DATA_DIR": str(tmp_path / "new" / "data")})

    folder = env.folder("LIAISON_DATA_DIR", tmp_path)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert env.problems == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    env = Environment({"LIAISON_DATA_DIR": str(tmp_path / "file" / "data")})

    env.folder("LIAISON_DATA_DIR", tmp_path)

    (problem,) = env.problems
    assert problem.startswith(f"LIAISON_DATA_DIR names {tmp_path}/file/data, which cannot be made (Not a directory); ")
    assert problem.endswith("or set LIAISON_DATA_DIR to another folder.")


def test_an_address_that_cannot_be_read_is_told_without_its_password() -> None:
    def refuse(address: str) -> str:
        raise ValueError("is not readable; write it like this")

    env = Environment({"DATABASE_URL": "nonsense:secret"})

    assert env.parsed("DATABASE_URL", "", refuse, "instead") == "instead"
    assert env.problems == ["DATABASE_URL is not readable; write it like this."]


def test_every_problem_is_told_and_the_process_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    env = Environment({"PORT": "eight", "DEBUG": "maybe"})
    env.number("PORT", 8000)
    env.flag("DEBUG")

    with pytest.raises(SystemExit) as end:
        env.finish()

    assert end.value.code == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("Liaison cannot start: PORT is “eight”")
    assert second.startswith("Liaison cannot start: DEBUG is “maybe”")


def test_without_problems_nothing_ends() -> None:
    Environment({}).finish()


class TestKeys:
    def test_the_variable_wins_over_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("f" * 40)

        assert Environment({"SECRET_KEY": "v" * 40}).secret("SECRET_KEY", tmp_path / "key", generate=True) == "v" * 40

    def test_a_missing_key_is_made_once_and_kept_for_its_owner(self, tmp_path: Path) -> None:
        file = tmp_path / "keys" / "secret_key"

        first = Environment({}).secret("SECRET_KEY", file, generate=True)
        second = Environment({}).secret("SECRET_KEY", file, generate=True)

        assert first == second == file.read_text()
        assert len(first) >= 60
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(file.parent.iterdir()) == [file]

    def test_a_missing_key_is_told_where_none_may_be_made(self, tmp_path: Path) -> None:
        env = Environment({})

        env.secret("SECRET_KEY", tmp_path / "secret_key", generate=False)

        assert env.problems == [
            "SECRET_KEY is missing; set it to a long random text that stays the same, and keep it secret."
        ]
        assert not (tmp_path / "secret_key").exists()

    def test_a_short_key_is_told_without_being_shown(self, tmp_path: Path) -> None:
        env = Environment({"SECRET_KEY": "hunter2"})

        env.secret("SECRET_KEY", tmp_path / "secret_key", generate=True)

        (problem,) = env.problems
        assert problem.startswith("SECRET_KEY is shorter than 32 characters; ")
        assert "hunter2" not in problem

    def test_a_key_made_by_another_process_meanwhile_is_taken_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "secret_key"
        monkeypatch.setattr("config.env.os.link", lambda draft, target: _other_was_first(target))

        assert read_or_make_key(file, generate=True) == "o" * 64


def _other_was_first(file: Path) -> None:
    file.write_text("o" * 64)
    raise FileExistsError
