"""`manage.py import_posts FILE`: posts from JSON Lines or CSV come into the inbox."""

from __future__ import annotations

import csv
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.actors import SETUP
from accounts.models import Department
from inbox.channels.imported import FIELDS
from inbox.imports.mapping import columns_from
from inbox.imports.readers import Reject, reader_for
from inbox.imports.run import Import, Plan, Result, survey
from inbox.models import Message, Post
from reports.metrics.volume import Volume, volume, volume_by_channel

SHOWN_REJECTS = 20


class Command(BaseCommand):
    """Reads the arguments; everything else is done in inbox.imports."""

    help = (
        "Bring posts from a file (JSON Lines or CSV) into the inbox, one channel per brand. Ended "
        "half-way, the same command goes on where it was; run twice, it adds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options, each with a sentence."""
        add = parser.add_argument
        add("file", type=Path, help="The file; its ending says what it is.")
        add("--department", help="Holds the conversations of new channels (name or slug).", required=True)
        add("--network", default="twitter", help="The network the posts come from (%(default)s).")
        add(
            "--map",
            action="append",
            default=[],
            metavar="NAME=COLUMN",
            help=f"How a column is called in the file. Names: {', '.join(FIELDS)}. "
            "A dot goes into a nested object; is_brand=!inbound negates.",
        )
        add("--channel-by", metavar="COLUMN", help="One channel for each value of this column (brand).")
        add("--channel", default="", metavar="NAME", help="Everything on one channel of this name instead.")
        add("--rejects", type=Path, metavar="FILE", help="Write the lines left out, as CSV, to this file.")
        add("--report", action="store_true", help="Print what now stands in the inbox from this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Survey, import, and say what was done."""
        plan = _plan(options)
        try:
            found = survey(plan)
        except OSError as error:
            raise CommandError(f"{plan.source} can't be read: {error.strerror}.") from error
        begun = time.monotonic()
        with tqdm(total=len(found.threads), unit=" posts", disable=options["verbosity"] == 0) as bar:
            result = Import(plan, found, by=SETUP, progress=bar.update).run()
        self._say(result, time.monotonic() - begun)
        if options["rejects"]:
            _write_rejects(options["rejects"], result.rejects)
        if options["report"]:
            self._report(plan.source.name)

    def _say(self, result: Result, seconds: float) -> None:
        speed = (result.added + result.known) / max(seconds, 0.001)
        self.stdout.write(
            f"{result.added} posts added, {result.known} known already, "
            f"{len(result.rejects)} lines left out ({speed:.0f} posts/s)."
        )
        for reject in result.rejects[:SHOWN_REJECTS]:
            self.stdout.write(f"  line {reject.line}: {reject.reason}")
        if len(result.rejects) > SHOWN_REJECTS:
            more = len(result.rejects) - SHOWN_REJECTS
            self.stdout.write(f"  and {more} more; --rejects FILE writes all of them.")

    def _report(self, name: str) -> None:
        messages, posts = Message.objects.filter(extra__file=name), Post.objects.filter(extra__file=name)
        self.stdout.write(f"{'':30} {'posts':>8} {'inbound':>8} {'outbound':>8} {'conversations':>13}")
        self.stdout.write(_line(name, volume(messages, posts)))
        for channel, counts in volume_by_channel(messages, posts).items():
            self.stdout.write(_line(channel.name, counts))


def _plan(options: dict[str, Any]) -> Plan:
    pairs = [*options["map"], *([f"brand={options['channel_by']}"] if options["channel_by"] else [])]
    try:
        reader_for(options["file"])
        return Plan(
            options["file"],
            options["network"],
            _department(options["department"]),
            columns_from(pairs),
            options["channel"],
        )
    except ValueError as error:
        raise CommandError(str(error)) from error


def _department(word: str) -> Department:
    found = Department.objects.filter(is_active=True)
    for field in ("slug__iexact", "name__iexact"):
        department = found.filter(**{field: word}).first()
        if department is not None:
            return department
    names = ", ".join(found.values_list("name", flat=True)) or "none yet"
    raise ValueError(f"There is no department “{word}”. The departments are: {names}.")


def _write_rejects(target: Path, rejects: list[Reject]) -> None:
    with target.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["line", "reason"])
        table.writerows((reject.line, reject.reason) for reject in rejects)


def _line(name: str, counts: Volume) -> str:
    return f"{name[:30]:30} {counts.posts:>8} {counts.inbound:>8} {counts.outbound:>8} {counts.conversations:>13}"
