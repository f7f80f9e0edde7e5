"""The weekly brief: what people add to it, and to whom it goes by mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actors import SCHEDULE, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.mail import has_server, post
from accounts.models import Member
from accounts.permissions import require
from inbox.hours import zone_of
from inbox.staffing import monday_of
from reports.briefing import brief_for
from reports.models import Brief, BriefReader


@transaction.atomic
def edit(week: date, *, agenda: str, decided: str, version: int, by: Member) -> Brief:
    """Write what is to be talked about and what was decided; raises NotPossible when somebody wrote meanwhile."""
    require(by, "brief.edit")
    row, _made = Brief.objects.select_for_update().get_or_create(week=monday_of(week))
    if row.version != version:
        raise NotPossible(
            _("%(member)s wrote something meanwhile. Both stand below; save again.") % {"member": row.edited_by}
        )
    row.agenda, row.decided = agenda.strip(), decided.strip()
    row.version += 1
    row.edited_by, row.edited_at = by, timezone.now()
    row.save()
    record("brief.edit", row, by=by)
    return row


@transaction.atomic
def subscribe(*, weekday: int, hour: int, by: Member) -> BriefReader:
    """Get it by mail each week, on that day and at that hour of one's own time zone; the first time at the next.

    Who changes day or hour gets no week twice: what was sent stays sent.
    """
    require(by, "brief.subscribe", by)
    if not (0 <= weekday <= 6 and 0 <= hour <= 23):
        raise NotPossible(_("Choose a day and an hour."))
    chosen: dict[str, Any] = {"weekday": weekday, "hour": hour}
    sent = _week_before(timezone.now(), by) if _is_due(timezone.now(), by, weekday, hour) else None
    row, _made = BriefReader.objects.update_or_create(
        member=by, defaults=chosen, create_defaults=chosen | {"sent_for": sent}
    )
    record("brief.subscribe", row, by=by)
    return row


@transaction.atomic
def unsubscribe(*, by: Member) -> None:
    """No more mails; the page stays."""
    require(by, "brief.unsubscribe", by)
    row = BriefReader.objects.select_for_update().filter(member=by).first()
    if row is not None:
        record("brief.unsubscribe", row, by=by)
        row.delete()


def due(now: datetime) -> list[BriefReader]:
    """Those whose day and hour have come and who have not got this week's; nobody without a mail server."""
    if not has_server():
        return []
    rows = BriefReader.objects.filter(member__is_active=True).select_related("member").order_by("pk")
    return [
        row
        for row in rows
        if _is_due(now, row.member, row.weekday, row.hour) and row.sent_for != _week_before(now, row.member)
    ]


@transaction.atomic
def send(reader: BriefReader, *, now: datetime, by: Actor = SCHEDULE) -> bool:
    """Put their brief into the outbox, in their own rights, words and time zone; whether it was still to be sent."""
    row = (
        BriefReader.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("member")
        .filter(pk=reader.pk, sent_for=reader.sent_for)
        .first()
    )
    if row is None:
        return False
    row.sent_for = _week_before(now, row.member)
    row.save(update_fields=["sent_for"])
    _mail(row.member, row.sent_for)
    record("brief.send", row, by=by)
    return True


def _is_due(now: datetime, member: Member, weekday: int, hour: int) -> bool:
    """From that hour on until the week is over."""
    here = now.astimezone(zone_of(member.time_zone))
    return (here.weekday(), here.hour) >= (weekday, hour)


def _week_before(now: datetime, member: Member) -> date:
    """The Monday of the last week that is over, where they are."""
    return monday_of(now.astimezone(zone_of(member.time_zone)).date()) - timedelta(days=7)


def _mail(member: Member, week: date) -> None:
    with translation.override(member.language), timezone.override(zone_of(member.time_zone)):
        address = settings.LIAISON_URL + reverse("reports:brief_week", args=[week.isoformat()])
        post("reports/email/brief", to=member.email, brief=brief_for(member, week), link=address)
