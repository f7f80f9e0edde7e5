"""The policies of the demo decide as their names say."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from inbox.deciding import active_policies
from inbox.demo.company import make_company
from inbox.demo.policies import make_policies
from inbox.models import ApprovalPolicy
from inbox.policies import Step, needs

pytestmark = pytest.mark.django_db


def test_refunds_go_to_pr_and_the_famous_to_a_lead() -> None:
    company = make_company()
    make_policies(company, timezone.now())
    service, pr = (company.departments[name].pk for name in ("Customer Service", "PR"))

    def asked(**fields: Any) -> list[Step]:
        plain = {"department": service, "role": "agent", "visibility": "public", "text": "Sorry.", "followers": 80}
        return [need.step for need in needs(active_policies(), {**plain, **fields})]

    assert asked() == []
    assert asked(text="We will refund you.") == [Step(pr, "agent")]
    assert asked(text="You get full compensation.") == [Step(pr, "agent")]
    assert asked(text="We will refund you.", visibility="private") == []
    assert asked(followers=10_001) == [Step(service, "lead")]
    assert asked(role="trainee") == [Step(service, "agent")]
    assert asked(relationship="press") == []


def test_one_has_a_history_and_one_is_off() -> None:
    company = make_company()
    make_policies(company, timezone.now())
    first, famous, press = ApprovalPolicy.objects.all()
    assert (first.number, first.versions.count()) == (2, 2)
    assert famous.second_look
    assert not press.is_active
