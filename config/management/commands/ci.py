"""`manage.py ci`: every check of the project, then the tests."""

from __future__ import annotations

import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from config.place import BASE_DIR

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "."],
    "import contracts": ["lint-imports"],
    "templates": ["djlint", "templates", "--lint"],
    "missing migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}
TESTS = ["uv", "run", "pytest"]


class Command(BaseCommand):
    """Run the checks of CHECKS one after the other, and the tests last."""

    help = "Run every check, then the tests. What follows -- goes to pytest."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The tests may be left out, and options for them may follow."""
        parser.add_argument("--no-tests", action="store_true", help="only the checks that need no database")
        parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all of them even after a failure; exit code 1 when any failed."""
        failed = [name for name, command in CHECKS.items() if not self.passes(name, command)]
        if failed:
            self.stderr.write(f"Failed: {', '.join(failed)}.")
        if not options["no_tests"]:
            tests = subprocess.run([*TESTS, *options["pytest"]], cwd=BASE_DIR, check=False)
            failed += ["tests"] if tests.returncode else []
        if failed:
            raise SystemExit(1)

    def passes(self, name: str, command: list[str]) -> bool:
        """Run one check of the installed tools, show what it says only if it fails."""
        began = time.monotonic()
        tool = Path(sys.executable).parent / command[0]
        done = subprocess.run([tool, *command[1:]], cwd=BASE_DIR, check=False, capture_output=True, text=True)
        verdict = "failed" if done.returncode else "ok"
        self.stdout.write(f"{name:<20} {verdict:<7} {time.monotonic() - began:5.1f} s")
        if done.returncode:
            self.stdout.write(done.stdout + done.stderr)
        self.stdout.flush()
        return done.returncode == 0
