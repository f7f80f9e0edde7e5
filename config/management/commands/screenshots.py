"""`manage.py screenshots`: every page of a fresh demo, in three widths, light and dark."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from playwright.sync_api import Browser

from config.pictures.camera import SCHEMES, SIZES, NoBrowser, chromium, looking, take
from config.pictures.demo import DidNotStart, running
from config.pictures.shots import SHOTS, Shot
from config.pictures.stage import Stage
from config.place import BASE_DIR
from config.supervisor import StopRequested, stop_signals

FOLDER = BASE_DIR / "docs" / "screenshots"


class Command(BaseCommand):
    """Start a fresh demo and an empty Liaison, walk through their pages, and keep a picture of each."""

    help = "Take a picture of every page, with fresh demo data, into docs/screenshots."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Some pages only, or another folder."""
        parser.add_argument("only", nargs="*", help="names of pages; all without")
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many pictures there are; fails when a page does not answer."""
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [shot for shot in SHOTS if not options["only"] or shot.name in options["only"]]
        demo = [shot for shot in wanted if shot.on != "fresh"]
        fresh = [shot for shot in wanted if shot.on == "fresh"]
        try:
            with stop_signals(), chromium() as browser:
                for shots, how in ((demo, ()), (fresh, ("--no-demo",))):
                    if shots:
                        with running(*how) as stage:
                            self.walk(browser, stage, shots, folder)
        except (NoBrowser, DidNotStart) as problem:
            raise CommandError(str(problem)) from None
        except StopRequested:
            raise CommandError("Stopped before the last picture.") from None
        self.stdout.write(f"{len(wanted) * len(SIZES) * len(SCHEMES)} pictures in {folder}.")

    def walk(self, browser: Browser, stage: Stage, shots: Sequence[Shot], folder: Path) -> None:
        """Neighbours in the table with the same eyes share a window; strangers are new each time."""
        for key, group in groupby(enumerate(shots), key=lambda each: (each[1].by, each[0] if not each[1].by else -1)):
            with looking(browser, stage, key[0]) as page:
                for _number, shot in group:
                    take(page, stage, shot, folder)
                    self.stdout.write(shot.name)
