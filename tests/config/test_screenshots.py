"""Pictures of pages: small enough to keep, named once, taken as people who exist."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from config.pictures.camera import LARGEST, keep
from config.pictures.demo import stage_of
from config.pictures.errands import app_code
from config.pictures.shots import SHOTS
from config.pictures.stage import Login, NoSuchRole, Stage


def test_a_picture_is_kept_small_whatever_it_shows(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (400, 400), os.urandom(480_000))
    data = BytesIO()
    noise.save(data, "PNG")
    keep(data.getvalue(), tmp_path / "noise.png")
    assert (tmp_path / "noise.png").stat().st_size <= LARGEST
    assert Image.open(tmp_path / "noise.png").size == (400, 400)


def test_every_picture_has_a_name_of_its_own() -> None:
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_logins_and_the_first_link_are_read_from_what_up_prints() -> None:
    said = [
        "[  9.0 s] Liaison is ready: http://127.0.0.1:1/\n",
        "           make your team at http://127.0.0.1:1/welcome/?token=abc\n",
        f"           sign in as {'HR, closed':<14} {'irene@northline.example':<34} password northline winter 2026\n",
    ]
    stage = stage_of(said, "http://127.0.0.1:1", "http://127.0.0.1:2")
    assert stage.logins == (Login("HR, closed", "irene@northline.example", "northline winter 2026"),)
    assert stage.welcome == "http://127.0.0.1:1/welcome/?token=abc"


def test_a_role_without_a_login_is_named() -> None:
    stage = Stage("http://127.0.0.1:1", logins=(Login("lead", "ana@northline.example", "secret"),))
    assert stage.who("lead").email == "ana@northline.example"
    with pytest.raises(NoSuchRole, match="no login for the role agent"):
        stage.who("agent")


def test_what_is_made_on_the_way_is_made_once() -> None:
    stage, made = Stage("http://127.0.0.1:1"), iter(("first", "second"))
    assert [stage.once("link", lambda: next(made)) for _time in range(2)] == ["first", "first"]


@pytest.mark.parametrize(("moment", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", the key of RFC 6238, appendix B
    assert app_code(key, moment) == code
