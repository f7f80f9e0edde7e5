"""`manage.py figures`: bring the figures of reports up to date, build them anew, or prove them right."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from inbox.models import Conversation
from reports.actions.rebuild import differences, rebuild
from reports.tasks import measure_journal, sum_up_days


class Command(BaseCommand):
    """Without options it goes on where the workers left; it may be ended and run again any time."""

    help = "Bring the figures of reports up to date; --rebuild makes them anew, --verify proves them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("--rebuild", action="store_true", help="measure every conversation anew")
        parser.add_argument("--verify", action="store_true", help="compare with rows and journal; changes nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError when a verification finds a difference."""
        if not (options["rebuild"] or options["verify"]):
            measure_journal()
            sum_up_days()
            return
        if options["rebuild"]:
            with self._bar("Measuring") as bar:
                changed = rebuild(bar.update)
            self.stdout.write(f"Samples that changed: {changed}")
        if options["verify"]:
            with self._bar("Comparing") as bar:
                found = differences(bar.update)
            self.stdout.write(f"Differences: {found}")
            if found:
                raise CommandError("Figures are not what rows and journal give; --rebuild makes them anew.")

    def _bar(self, words: str) -> tqdm[Any]:
        return tqdm(total=Conversation.objects.count(), desc=words, unit=" conversations", file=self.stderr)
