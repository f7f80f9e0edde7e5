"""Objectives stand on their department's page, in the rights of who reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Department, Member
from reports.actions.objective import drop, set_objective
from reports.models import Objective
from tests.cast import Cast, channel
from tests.reports.measured import measure_all
from tests.reports.views.test_joint import answered, page

pytestmark = pytest.mark.django_db


def aim_at(place: Department, by: Member, target: float = 0.9, note: str = "Winter") -> Objective:
    """An objective for coverage."""
    due_on = timezone.localdate() + timedelta(days=30)
    return set_objective(place, metric="coverage", target=target, due_on=due_on, note=note, by=by)


def panel(html: str) -> str:
    """The section of objectives on one line; nothing where there is none."""
    return (
        " ".join(html.split('id="panel-objectives"')[1].split("</section>", maxsplit=1)[0].split())
        if "panel-objectives" in html
        else ""
    )


def test_a_department_shows_its_objectives_with_how_far_they_have_come(cast: Cast, client: Client) -> None:
    answered(cast.channel, 8)
    measure_all()
    row = aim_at(cast.service, cast.ana)
    aim_at(cast.marketing, cast.ada, note="Fairs")
    shown = panel(page(client, cast.ben, f"/departments/{cast.service.slug}/"))
    assert f'href="/reports/objectives/{row.pk}/"' in shown
    assert "Coverage" in shown
    assert "100 % now, from not enough data to 90 %" in shown
    assert "reached" in shown
    assert "Winter" in shown
    assert "Fairs" not in shown


def test_what_was_dropped_and_what_nobody_set_shows_nothing(cast: Cast, client: Client) -> None:
    address = f"/departments/{cast.service.slug}/"
    assert panel(page(client, cast.ana, address)) == ""
    drop(aim_at(cast.service, cast.ana), by=cast.ana)
    assert panel(page(client, cast.ana, address)) == ""


def test_it_is_counted_in_the_rights_of_who_reads(cast: Cast, client: Client) -> None:
    answered(channel(cast.service, name="@inner", is_closed=True), 8)
    measure_all()
    aim_at(cast.service, cast.ana)
    address = f"/departments/{cast.service.slug}/"
    assert "100 % now" in panel(page(client, cast.ana, address))
    assert "not enough data now" in panel(page(client, cast.nora, address))
    aim_at(cast.hr, cast.hal)
    client.force_login(cast.nora)
    assert client.get(f"/departments/{cast.hr.slug}/").status_code == 404


def test_the_page_costs_few_queries_without_objectives_and_a_bounded_number_with_them(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    address = f"/departments/{cast.service.slug}/"
    page(client, cast.ben, address)
    with django_assert_max_num_queries(20):
        client.get(address)
    for _one in range(3):
        aim_at(cast.service, cast.ana)
    with django_assert_max_num_queries(20 + 3 * 4):
        client.get(address)
