"""The operator's page: how the machinery runs, in words and capped counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.formats import capped
from accounts.mail import has_server
from accounts.models import Mail
from inbox.alive import Life, lives
from inbox.counting import CAP, Waiting, capped_counts
from inbox.models import Channel, Delivery, Inbound, Notice
from inbox.models.delivery import LOOK_UP_WAITS, DeliveryState
from inbox.notices import Words, words
from inbox.operations import beats, disk
from inbox.presenters.channels import ChannelView, channel_views, with_standing

LARGEST = 5
WORST_FIRST = ("overdue", "due", "ok", "empty")


@dataclass(frozen=True, slots=True)
class Queue:
    """Some work that waits: how much, since when, and where one sees it."""

    key: str
    label: str
    count: str
    oldest: datetime | None
    href: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A name and a size, in words."""

    name: str
    size: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything on the page, as of one moment."""

    now: datetime
    lives: list[Life]
    open: list[tuple[Notice, Words]]
    queues: list[Queue]
    channels: list[ChannelView]
    aside: list[Channel]
    storage: list[Stored]
    tables: list[Stored]


def operations() -> Operations:
    """Read it all; a fixed number of queries."""
    now = timezone.now()
    notices = Notice.objects.filter(cleared_at=None).select_related("channel").defer("channel__credentials")
    channels = Channel.objects.select_related("default_department").defer("credentials").order_by("name", "pk")
    views = sorted(channel_views(with_standing(channels), now), key=lambda view: WORST_FIRST.index(view.health.state))
    tables = _tables()
    return Operations(
        now=now,
        lives=lives(beats(), now),
        open=[(notice, words(notice)) for notice in notices[:50]],
        queues=_queues(now),
        channels=views,
        aside=[view.channel for view in views if getattr(view.channel, "aside", 0)],
        storage=_storage(tables),
        tables=[Stored(name, filesizeformat(size)) for name, size, _whole in tables],
    )


def _queues(now: datetime) -> list[Queue]:
    """Each count stops at CAP and follows an index of its own."""
    waiting = Inbound.objects.filter(processed_at=None, set_aside_at=None)
    aside = Inbound.objects.filter(~Q(set_aside_at=None))
    due = Delivery.objects.order_by("not_before")
    sending = Delivery.objects.filter(state=DeliveryState.SENDING).order_by("lease_until")
    found = capped_counts(
        {
            "inbound": waiting.order_by("pk").values("received_at"),
            "aside": aside.order_by("pk").values("set_aside_at"),
            "queued": due.filter(state=DeliveryState.QUEUED).values("created_at"),
            "sending": sending.values("started_at"),
            "retry": due.filter(state=DeliveryState.RETRY).values("created_at"),
            "looked_up": due.filter(state=DeliveryState.UNCERTAIN, look_ups__lt=len(LOOK_UP_WAITS)).values(
                "first_started_at"
            ),
            "uncertain": Delivery.objects.for_people().order_by("not_before").values("first_started_at"),
            "mails": Mail.objects.order_by("pk").values("created_at"),
        }
    )
    return [_queue(key, label, found[key], href, now) for key, label, href in _labels()]


def _labels() -> list[tuple[str, str, str]]:
    mails = _("Mails that have not left") if has_server() else _("Mails to pass on by hand")
    return [
        ("inbound", _("Payloads not yet understood"), ""),
        ("aside", _("Payloads set aside"), reverse("inbox:channels")),
        ("queued", _("Replies about to leave"), ""),
        ("sending", _("Replies leaving now"), ""),
        ("retry", _("Replies to be tried again"), ""),
        ("looked_up", _("Replies perhaps sent, being looked for"), ""),
        ("uncertain", _("Replies a person must decide about"), reverse("inbox:uncertain")),
        ("mails", mails, reverse("accounts:outbox")),
    ]


LATE = {"inbound": 60, "aside": 0, "queued": 120, "sending": 120, "looked_up": 600, "uncertain": 0}
"""From how many seconds on the oldest of a queue is late; what is not named may take its time."""


def _queue(key: str, label: str, waits: Waiting, href: str, now: datetime) -> Queue:
    limit = LATE.get(key)
    late = limit is not None and waits.oldest is not None and (now - waits.oldest).total_seconds() >= limit
    return Queue(key, label, capped(waits.count, limit=CAP - 1) or "0", waits.oldest, href if waits.count else "", late)


def _tables() -> list[tuple[str, int, int]]:
    """The largest tables with their indexes in bytes, and beside each the whole database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid), pg_database_size(current_database()) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC LIMIT %s",
            [LARGEST],
        )
        return list(cursor.fetchall())


def _storage(tables: Iterable[tuple[str, int, int]]) -> list[Stored]:
    under = disk()
    values = {"free": filesizeformat(under.free), "total": filesizeformat(under.total)}
    where = settings.DATA_DIR
    return [
        Stored(_("Database"), filesizeformat(next((whole for _name, _size, whole in tables), 0))),
        Stored(
            _("Disk of the data folder"),
            _("%(free)s free of %(total)s") % values,
            "overdue" if under.is_tight else "",
        ),
        Stored(_("Data folder"), str(where)),
    ]
