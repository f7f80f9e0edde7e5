"""`manage.py pin`: write down the exact version of every package, without the address of any index.

`uv.lock` names the index that packages came from, so it stays out of the repository.
What is kept instead: `constraint-dependencies` in pyproject.toml for `uv run`, and
`requirements.txt` with hashes for images and servers.
"""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from config.place import BASE_DIR

BEGIN, END = "# pinned by `manage.py pin`", "# end of pins"
PROJECT = BASE_DIR / "pyproject.toml"
REQUIREMENTS = BASE_DIR / "requirements.txt"
HEADING = "# Written by `manage.py pin`. Install with: pip install --require-hashes -r requirements.txt\n"
BARE = ("--no-header", "--no-annotate", "--no-emit-project")


class Command(BaseCommand):
    """Resolve, then write both files."""

    help = "Pin every package in pyproject.toml and requirements.txt; --upgrade takes the newest versions."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Versions stay unless an upgrade is asked for."""
        parser.add_argument("--upgrade", action="store_true", help="take the newest version of every package")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the pins and say how many there are."""
        if options["upgrade"]:
            write_pins([])
            uv("lock", "--upgrade")
        pins = uv("export", "--all-groups", "--no-hashes", *BARE).splitlines()
        write_pins(pins)
        REQUIREMENTS.write_text(HEADING + uv("export", "--no-dev", *BARE))
        self.stdout.write(f"{len(pins)} packages are pinned.")


def uv(*arguments: str) -> str:
    """What uv answers."""
    done = subprocess.run(["uv", *arguments], cwd=BASE_DIR, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def write_pins(pins: list[str]) -> None:
    """Replace the pins between their two marks in pyproject.toml."""
    lines = "".join(f'    "{pin.strip()}",\n' for pin in pins)
    text = PROJECT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PROJECT.write_text(f"{before}{BEGIN}\nconstraint-dependencies = [\n{lines}]\n{END}{after}", encoding="utf-8")
