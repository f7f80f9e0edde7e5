"""How what a tool pushes in its own shape becomes items."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.permissions import require
from inbox.models import Channel
from inbox.reshaping import problems

PUSH = "push"


@transaction.atomic
def map(channel: Channel, *, items: str = "", fields: Mapping[str, str], by: Actor) -> Channel:  # noqa: A001
    """Read what is pushed by these expressions from now on; without any field, as docs/channels/push.md has it.

    Raises NotPossible for a channel that nobody pushes to, and for what is no expression.
    """
    require(by, "channel.map", channel)
    row = Channel.objects.select_for_update(of=("self",)).select_related("default_department").get(pk=channel.pk)
    if row.network != PUSH:
        raise NotPossible(_("Nobody pushes to %(channel)s.") % {"channel": row})
    wanted = {name: expression.strip() for name, expression in fields.items() if expression.strip()}
    if wanted and (wrong := problems(items, wanted)):
        raise NotPossible(" ".join(wrong))
    settings = {name: value for name, value in row.settings.items() if name != "mapping"}
    row.settings = settings | ({"mapping": {"items": items.strip(), "fields": wanted}} if wanted else {})
    row.save(update_fields=["settings"])
    record("channel.map", row, by=by, fields=sorted(wanted))
    return row
