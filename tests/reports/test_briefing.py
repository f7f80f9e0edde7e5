"""What the agenda of a week says by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Absence, Mail, Member
from inbox.models import Channel
from inbox.models.roster import RosterEntry, RosterNeed
from inbox.staffing import monday_of
from reports.actions import brief
from reports.briefing import brief_for
from reports.models import BriefReader
from reports.paper import brief_paper
from tests.cast import Cast, channel
from tests.reports.views.test_joint import page

pytestmark = pytest.mark.django_db
EVERYBODY = "Somebody is on every roster."


def planned(place: Channel, liaison: Member, cover: Member | None = None) -> None:
    """Somebody on a channel's roster for this week and the next."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=7), "ends_on": today + timedelta(days=20)}
    RosterEntry.objects.create(channel=place, liaison=liaison, cover=cover, **days)


def away(member: Member) -> None:
    """Not there for weeks."""
    today = timezone.localdate()
    Absence.objects.create(member=member, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=20))


def words(member: Member) -> list[str]:
    """The gaps that their brief lists."""
    return [point.words for point in brief_for(member, timezone.localdate()).gaps]


def test_a_roster_with_nobody_is_told_behind_any_number_that_are_covered(cast: Cast) -> None:
    away(cast.ana)
    for number in range(7):
        planned(channel(cast.service, name=f"@a{number}"), cast.ana, cast.ben)
    planned(cast.channel, cast.ben)
    last = channel(cast.service, name="@zz")
    RosterNeed.objects.create(channel=last, department=cast.service)
    assert set(words(cast.ben)) == {"@zz: nobody of Customer Service"}


def test_it_is_told_behind_any_number_of_departments_that_do_not_exist_for_the_reader(cast: Cast) -> None:
    planned(cast.channel, cast.ben)
    for number in range(7):
        place = channel(cast.service, name=f"@a{number}")
        planned(place, cast.ben)
        RosterNeed.objects.create(channel=place, department=cast.service)
        RosterNeed.objects.create(channel=place, department=cast.hr)
    last = channel(cast.service, name="@zz")
    RosterNeed.objects.create(channel=last, department=cast.service)
    assert set(words(cast.mia)) == {"@zz: nobody of Customer Service"}


@pytest.fixture
def empty(cast: Cast) -> Cast:
    """Nine rosters, and nobody on any of them."""
    for number in range(8):
        channel(cast.service, name=f"@a{number}")
    return cast


def test_what_is_not_listed_is_counted_on_page_paper_and_in_the_mail(
    empty: Cast, client: Client, settings: Any
) -> None:
    made = brief_for(empty.ana, timezone.localdate())
    left = 9 * 2 - 6
    assert (len(made.gaps), made.more_gaps) == (6, left)
    html = page(client, empty.ana, f"/reports/brief/{monday_of(timezone.localdate())}/")
    assert f"this week and the next, and {left} more" in html
    assert EVERYBODY not in html
    assert f"and {left} more" in [one.note for one in brief_paper(made).sections]
    settings.MAILERS = {"default": {"BACKEND": "accounts.mail.OutboxBackend"}}
    row = BriefReader.objects.create(member=empty.ana)
    assert brief.send(row, now=datetime.now(UTC))
    assert f"and {left} more" in Mail.objects.get().body


def test_somebody_is_on_every_roster_once_each_has_somebody(cast: Cast, client: Client) -> None:
    planned(cast.channel, cast.ben)
    assert brief_for(cast.ana, timezone.localdate()).more_gaps == 0
    html = page(client, cast.ana, f"/reports/brief/{monday_of(timezone.localdate())}/")
    assert EVERYBODY in html
    assert "this week and the next<" in html
