"""Pictures of pages: small enough to keep, named once, taken as people who exist."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError
from PIL import Image

from config.management.commands.screenshots import LARGEST, LOGIN, SHOTS, Login, keep, who


def test_a_picture_is_kept_small_whatever_it_shows(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (400, 400), os.urandom(480_000))
    data = BytesIO()
    noise.save(data, "PNG")
    keep(data.getvalue(), tmp_path / "noise.png")
    assert (tmp_path / "noise.png").stat().st_size <= LARGEST
    assert Image.open(tmp_path / "noise.png").size == (400, 400)


def test_every_picture_has_a_name_of_its_own() -> None:
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_logins_are_read_from_what_up_prints() -> None:
    line = f"           sign in as {'HR, closed':<14} {'irene@northline.example':<34} password northline winter 2026"
    found = LOGIN.search(line)
    assert found
    assert found.groups() == ("HR, closed", "irene@northline.example", "northline winter 2026")


def test_a_role_without_a_login_is_named() -> None:
    logins = {"a": Login("lead", "ana@northline.example", "secret")}
    assert who("lead", logins).email == "ana@northline.example"
    with pytest.raises(CommandError, match="no login for the role agent"):
        who("agent", logins)
