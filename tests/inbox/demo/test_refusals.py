"""The demo keeps away from real work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Department
from inbox.demo.load import Occupied, load
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_moves_in_only_where_nobody_works(cast: Cast, own_file: Path) -> None:
    before = Department.objects.count()
    with pytest.raises(Occupied, match="this one has members already"):
        load(own_file, "http://127.0.0.1:8001")
    assert Department.objects.count() == before


def test_the_command_says_so_in_a_sentence(cast: Cast) -> None:
    with pytest.raises(CommandError, match="this one has members already"):
        call_command("demo")


def test_published_passwords_stay_off_machines_that_others_reach(settings: Any) -> None:
    settings.DEMO_LOGINS_ALLOWED = False
    with pytest.raises(CommandError, match="other machines can reach this one"):
        call_command("demo")
