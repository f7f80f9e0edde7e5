"""What a start says and settles for different environments, seen from outside the process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.place import BASE_DIR
from tests.config.outside import environment, manage

SHOW = "import json, config.settings as s; print(json.dumps({n: getattr(s, n) for n in %r}, default=str))"
KEYS = {"SECRET_KEY": "s" * 50, "FIELD_ENCRYPTION_KEY": "f" * 50}
SERVER = {"DATABASE_URL": "postgres://u:secret@db.example/liaison"}


def settled(data: Path, *names: str, **variables: str) -> dict[str, Any]:
    """Some settings as they come out in an environment."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW % (names,)],
        cwd=BASE_DIR,
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    values: dict[str, Any] = json.loads(done.stdout)
    return values


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT is “eighty”, which is not a whole number; set it to"),
        ({"LIAISON_URL": "inbox.example.com"}, "LIAISON_URL does not start with http:// or https://; write it like"),
        ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL does not start with smtp:// or smtps://; write it like"),
        ({"DATABASE_URL": "mysql://u:secret@h/d", **KEYS}, "DATABASE_URL does not start with postgres://"),
        ({"DATABASE_URL": "postgres://u:secret%@h/d", **KEYS}, "DATABASE_URL is not an address that PostgreSQL"),
        ({"CELERY_BROKER_URL": "redis://h:6379/first"}, "CELERY_BROKER_URL ends in a database that is not a number"),
        ({**SERVER, "FIELD_ENCRYPTION_KEY": "f" * 50}, "SECRET_KEY is missing; set it to a long random text"),
    ],
)
def test_a_senseless_environment_ends_with_one_sentence_and_code_2(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = manage("check", data=tmp_path, **variables)

    assert done.returncode == 2
    assert done.stderr.startswith(f"Liaison cannot start: {sentence}")
    assert done.stderr.count("\n") == 1
    assert "secret@" not in done.stderr


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    done = manage("check", data=tmp_path, PORT="0", LOG_FORMAT="xml", DEBUG="perhaps")

    assert done.returncode == 2
    assert [line.split()[3] for line in done.stderr.splitlines()] == ["PORT", "DEBUG", "LOG_FORMAT"]


def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = manage("check", data=tmp_path / "file")

    assert done.returncode == 2
    assert done.stderr.startswith(f"Liaison cannot start: LIAISON_DATA_DIR names {tmp_path}/file, which cannot be made")
    assert done.stderr.count("\n") == 1


def test_on_one_machine_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = settled(tmp_path, "LIAISON_URL", "ONE_MACHINE", "DEMO_LOGINS_ALLOWED", "DEBUG", "SESSION_COOKIE_SECURE")

    assert settings == {
        "LIAISON_URL": "http://127.0.0.1:8000",
        "ONE_MACHINE": True,
        "DEMO_LOGINS_ALLOWED": True,
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": False,
    }


def test_a_public_https_address_makes_cookies_secure_and_its_host_known(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")
    settings = settled(tmp_path, *names, "SECURE_HSTS_SECONDS", LIAISON_URL="https://inbox.example.com/")

    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] > 0
    assert "inbox.example.com" in settings["ALLOWED_HOSTS"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://inbox.example.com"]


@pytest.mark.parametrize(
    "variables", [{"LIAISON_BIND": "0.0.0.0"}, {"LIAISON_URL": "https://inbox.example.com"}], ids=["bind", "url"]
)
def test_demo_logins_are_refused_as_soon_as_others_can_reach_us(variables: dict[str, str], tmp_path: Path) -> None:
    assert settled(tmp_path, "DEMO_LOGINS_ALLOWED", **variables) == {"DEMO_LOGINS_ALLOWED": False}


def test_forwarded_headers_are_believed_only_behind_a_proxy(tmp_path: Path) -> None:
    names = ("ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER")

    assert settled(tmp_path, *names) == {"ALLAUTH_TRUSTED_PROXY_COUNT": 0, "SECURE_PROXY_SSL_HEADER": None}
    assert settled(tmp_path, *names, TRUSTED_PROXY_COUNT="1") == {
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }


def test_every_variable_is_described_for_those_who_run_liaison() -> None:
    read = set()
    for source in ("settings.py", "place.py", "launch.py"):
        text = (BASE_DIR / "config" / source).read_text()
        read |= set(re.findall(r'env\.(?!variables|problem)\w+\(\s*"([A-Z_]+)"', text))
    table = (BASE_DIR / "docs" / "running.md").read_text()

    assert {name for name in read if f"| `{name}` |" not in table} == set()
    assert len(read) > 15
