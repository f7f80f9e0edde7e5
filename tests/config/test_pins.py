"""Every package has one exact version, written down without the address of any index."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

from config.management.commands import pin
from config.place import BASE_DIR

PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
PINS = dict(line.split(" ;")[0].split("==") for line in PROJECT["tool"]["uv"]["constraint-dependencies"])
UV_ITSELF = {"uv", "pip", "setuptools"}


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_installed_package_is_pinned_to_its_version() -> None:
    installed = {normal(found.metadata["Name"]): found.version for found in distributions()}

    unpinned = {name: version for name, version in installed.items() if PINS.get(name) != version}

    assert {name for name in unpinned if name not in UV_ITSELF} == set()


def test_requirements_carry_the_same_versions_a_hash_each_and_no_address() -> None:
    text = (BASE_DIR / "requirements.txt").read_text(encoding="utf-8")
    required = dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;]+)", text, flags=re.MULTILINE))

    assert "django" in required
    assert "pytest" not in required
    assert all(PINS[name] == version for name, version in required.items())
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text


def test_the_lock_file_that_names_an_index_stays_out_of_the_repository() -> None:
    assert "uv.lock" in (BASE_DIR / ".gitignore").read_text(encoding="utf-8").split()


def test_pinning_replaces_only_what_stands_between_the_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(f'[tool.uv]\n{pin.BEGIN}\nconstraint-dependencies = ["old==1"]\n{pin.END}\n[tool.ruff]\n')
    monkeypatch.setattr(pin, "PROJECT", project)

    pin.write_pins(["django==6.1.3", "colorama==0.4.6 ; sys_platform == 'win32'"])

    assert tomllib.loads(project.read_text()) == {
        "tool": {
            "uv": {"constraint-dependencies": ["django==6.1.3", "colorama==0.4.6 ; sys_platform == 'win32'"]},
            "ruff": {},
        }
    }
