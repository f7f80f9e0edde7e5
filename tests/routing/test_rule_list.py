"""A long list of rules is shown a page at a time, and searched by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from routing.models import Rule, RuleState, RuleVersion
from routing.rule_list import PAGE, listed
from tests.cast import Cast
from tests.routing.book import says

pytestmark = pytest.mark.django_db
HERE = "/console/rules/"


@pytest.fixture
def many(cast: Cast, client: Client) -> list[Rule]:
    """Two pages and a bit."""
    client.force_login(cast.ada)
    steps = [{"kind": "priority", "value": 3}]
    reads: dict[str, Any] = {"trigger": "received", "tree": says("x"), "steps": steps}
    rules = Rule.objects.bulk_create(
        Rule(name=f"Rule {number}", position=number, **reads) for number in range(1, 2 * PAGE + 6)
    )
    RuleVersion.objects.bulk_create(
        RuleVersion(rule=one, number=1, name=one.name, at=timezone.now(), **reads) for one in rules
    )
    return rules


def test_a_page_holds_some_of_them_with_their_places_in_the_whole(many: list[Rule], client: Client) -> None:
    first = client.get(HERE).content.decode()
    assert first.count("data-rule-link") == PAGE
    assert f'data-last="{len(many)}"' in first
    second = client.get(f"{HERE}?page=2").content.decode()
    assert f'data-place="{PAGE + 1}"' in second
    assert 'rel="prev"' in second
    assert client.get(f"{HERE}?page=99").content.decode().count("data-rule-link") == 5
    assert client.get(f"{HERE}?page=odd").content.decode().count("data-rule-link") == PAGE


def test_names_are_searched(many: list[Rule], client: Client) -> None:
    found = client.get(f"{HERE}?q=rule+20").content.decode()
    assert found.count("data-rule-link") == 7
    assert "No rule is called so." in client.get(f"{HERE}?q=nothing").content.decode()
    assert [row.place for heading in listed(search="RULE 203").headings for row in heading.rows] == [203]


def test_a_rule_is_shown_beside_the_page_it_stands_on_and_moved_within_the_whole(
    many: list[Rule], client: Client
) -> None:
    beside = client.get(f"{HERE}{many[149].pk}/").content.decode()
    assert 'data-place="150"' in beside
    assert 'data-place="1"' not in beside
    answer = client.post(f"{HERE}{many[99].pk}/move/", {"place": "101"})
    assert answer.headers["Location"] == f"{HERE}?page=2"
    assert Rule.objects.exclude(state=RuleState.ARCHIVED)[100] == many[99]
