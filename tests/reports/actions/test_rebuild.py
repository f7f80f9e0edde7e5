"""Figures are built anew with the same result, and a check finds what is wrong with them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.actions.rebuild import differences, rebuild
from reports.models import Figure, Sample
from tests.cast import Cast, conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(cast: Cast) -> Cast:
    """Five conversations, measured."""
    for _one in range(5):
        conversation(cast.channel)
    rebuild()
    return cast


def test_built_anew_nothing_differs(built: Cast) -> None:
    assert Sample.objects.exists()
    assert Figure.objects.exists()
    assert rebuild() == 0
    assert differences() == 0


@pytest.mark.parametrize("column", ["value", "department_id", "at"])
def test_a_wrong_sample_is_found_and_mended(built: Cast, column: str) -> None:
    row = Sample.objects.filter(kind="conversation").latest("pk")
    other = Sample.objects.filter(kind="span").earliest("pk")
    wrong = {"value": 77, "department_id": built.marketing.pk, "at": other.at.replace(year=2025)}[column]
    Sample.objects.filter(pk=row.pk).update(**{column: wrong})
    assert differences() > 0
    rebuild()
    assert differences() == 0


def test_a_wrong_figure_is_found_and_mended(built: Cast) -> None:
    Figure.objects.filter(pk=Figure.objects.latest("pk").pk).update(count=1000)
    assert differences() > 0
    rebuild()
    assert differences() == 0


def test_samples_of_what_is_gone_are_found_and_forgotten(built: Cast) -> None:
    row = Sample.objects.latest("pk")
    row.pk, row.conversation_id = None, 10**9
    row.save()
    assert differences() > 0
    rebuild()
    assert differences() == 0


def test_the_command_says_what_it_found(built: Cast) -> None:
    said = StringIO()
    call_command("figures", "--rebuild", "--verify", stdout=said, stderr=StringIO())
    assert "Differences: 0" in said.getvalue()
    Sample.objects.filter(kind="span").update(value=1)
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("figures", "--verify", stdout=said, stderr=StringIO())
