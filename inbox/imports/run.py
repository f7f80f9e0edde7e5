"""One import from file to inbox. Ended half-way and run again, it goes on where it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.actors import Actor
from accounts.models import Department
from inbox.actions.import_posts import finish_import, import_channel, import_posts
from inbox.channels.base import Connector, Raw
from inbox.channels.imported import understand
from inbox.connect import connector_for
from inbox.imports.readers import Reader, Reject, Row, reader_for
from inbox.imports.threads import Threads
from inbox.models import Channel, Inbound

BATCH = 500

type Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to import and how; `channel` puts everything on one channel of that name."""

    source: Path
    network: str
    department: Department
    columns: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""

    @property
    def reader(self) -> Reader:
        """The reader for this file; raises ValueError for an unknown ending."""
        return reader_for(self.source)


@dataclass(slots=True)
class Survey:
    """What reading the whole file once told, before anything is stored."""

    threads: Threads = field(default_factory=Threads)
    lines: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """What an import did, in posts; `rejects` are the lines left out."""

    added: int = 0
    known: int = 0
    rejects: list[Reject] = field(default_factory=list)


def survey(plan: Plan) -> Survey:
    """Read everything once: which lines are good, and who answers whom."""
    found = Survey()
    for row in plan.reader(plan.source):
        if isinstance(row, Reject):
            found.rejects.append(row)
            continue
        try:
            entry = understand(row.values, plan.columns)
        except ValueError as error:
            found.rejects.append(Reject(row.line, str(error)))
            continue
        if entry.id in found.lines:
            first = found.lines[entry.id]
            found.rejects.append(Reject(row.line, f"The id {entry.id} stands on line {first} already."))
            continue
        found.lines[entry.id] = row.line
        found.threads.add(entry.id, parent=entry.parent, brand=entry.brand)
    found.threads.join()
    return found


class Import:
    """Carries a surveyed file out, channel by channel, in batches that are each kept whole."""

    def __init__(self, plan: Plan, found: Survey, *, by: Actor, progress: Progress) -> None:
        self.plan = plan
        self.found = found
        self.by = by
        self.progress = progress
        self.result = Result(rejects=list(found.rejects))
        self._channels: dict[str, tuple[Channel, Connector]] = {}
        self._waiting: dict[str, list[Raw]] = defaultdict(list)

    def run(self) -> Result:
        """Send every good line in; `progress` hears how many are done."""
        for row in self._rows():
            entry = understand(row.values, self.plan.columns)
            thread = self.found.threads.of(entry.id)
            brand = self.plan.channel or thread.brand or self.plan.source.stem
            alone = thread.size == 1 and entry.ours and not entry.parent
            waiting = self._waiting[brand]
            waiting.append(Raw(entry.id, self._payload(row, None if alone else thread.root)))
            if len(waiting) >= BATCH:
                self._flush(brand)
        for brand in list(self._waiting):
            self._flush(brand)
        for channel, connector in self._channels.values():
            finish_import(channel, connector, by=self.by)
        self.result.rejects += self._not_understood()
        self.result.rejects.sort(key=lambda reject: reject.line)
        return self.result

    def _rows(self) -> Iterable[Row]:
        bad = {reject.line for reject in self.found.rejects}
        for row in self.plan.reader(self.plan.source):
            if isinstance(row, Row) and row.line not in bad:
                yield row

    def _payload(self, row: Row, thread: str | None) -> dict[str, Any]:
        return {
            "row": dict(row.values),
            "columns": dict(self.plan.columns),
            "thread": thread,
            "file": self.plan.source.name,
            "line": row.line,
        }

    def _flush(self, brand: str) -> None:
        raws = self._waiting.pop(brand)
        channel, connector = self._channel(brand)
        new = len(import_posts(channel, raws, connector, by=self.by))
        self.result.added += new
        self.result.known += len(raws) - new
        self.progress(len(raws))

    def _channel(self, brand: str) -> tuple[Channel, Connector]:
        if brand not in self._channels:
            channel = import_channel(brand, network=self.plan.network, department=self.plan.department, by=self.by)
            self._channels[brand] = channel, connector_for(channel)
        return self._channels[brand]

    def _not_understood(self) -> list[Reject]:
        channels = [channel for channel, _ in self._channels.values()]
        rows = Inbound.objects.filter(channel__in=channels, processed_at=None, payload__file=self.plan.source.name)
        return [Reject(row.payload["line"], row.error) for row in rows.order_by("pk")]
