"""Each notice in words: what is the matter, what to do, and where; pure, so that page and mail say the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.models import Notice
from inbox.models.notice import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Whole sentences; `href` is where one does something about it."""

    sentence: str
    remedy: str
    href: str
    where: str


def words(notice: Notice) -> Words:
    """What a notice says."""
    sentence, remedy = _SAID[Kind(notice.kind)]()
    href, where = _place(notice)
    return Words(sentence % {"channel": notice.channel}, remedy, href, where)


def _place(notice: Notice) -> tuple[str, str]:
    if notice.kind == Kind.DELIVERY_UNCERTAIN:
        return reverse("inbox:uncertain"), _("Replies that were perhaps sent")
    if notice.kind == Kind.WEBHOOK_PAUSED:
        return reverse("inbox:webhooks"), _("Webhooks")
    if notice.channel_id is not None:
        return reverse("inbox:channel", args=[notice.channel_id]), _("The channel")
    return reverse("inbox:operations"), _("Operations")


_SAID = {
    Kind.WORKER_SILENT: lambda: (
        _("No worker has answered for two minutes."),
        _("Posts are not fetched and replies do not leave; nothing is lost. Start a worker."),
    ),
    Kind.SCHEDULER_SILENT: lambda: (
        _("The scheduler has handed out no work for two minutes."),
        _("Channels are not polled and snoozes do not end; nothing is lost. Start the scheduler."),
    ),
    Kind.DISK_FULL: lambda: (
        _("The disk of the data folder is nearly full."),
        _("When it is full, nothing can be stored. Make room, or give it a larger disk."),
    ),
    Kind.CHANNEL_FAILING: lambda: (
        _("%(channel)s has failed for more than 15 minutes."),
        _("Its page says what the network answered. Often new credentials help."),
    ),
    Kind.CHANNEL_SILENT: lambda: (
        _("%(channel)s has been silent for more than twice its interval."),
        _("It is asked and does not answer. Its page shows when it last did."),
    ),
    Kind.DELIVERY_UNCERTAIN: lambda: (
        _("On %(channel)s a reply was perhaps sent, and looking did not settle it."),
        _("Somebody must look on the network: is it there, is it to be sent again, or dropped?"),
    ),
    Kind.PAYLOAD_SET_ASIDE: lambda: (
        _("Something that arrived on %(channel)s could not be understood."),
        _("It is kept as it came. Its channel’s page says why, and runs it again."),
    ),
    Kind.WEBHOOK_PAUSED: lambda: (
        _("A webhook was paused: its receiver took nothing for three days, or is gone."),
        _("What it was to be told is kept for 30 days. Mend the receiver, then let the webhook go on."),
    ),
}
