"""Who looks at Northline's replies before they leave: three policies, one of them changed since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox.actions.policy import change, create, pause
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.policies import Step

REFUND_WORDS = ["refund*", "money back", "compensation", "compensate*", "reimburse*"]


def make_policies(company: Company, now: datetime) -> None:
    """PR sees public replies about refunds, a lead those to the famous; one about the press is off."""
    ada, places = company.members["Ada"], company.departments
    service, pr = places["Customer Service"], places["PR"]
    with at(now - timedelta(days=9)):
        refunds = create(
            name="Public replies about refunds need PR",
            tree={"all": [_asks("text", "contains_any", REFUND_WORDS[:2]), _asks("visibility", "is", ["public"])]},
            steps=[Step(pr.pk, "agent")],
            by=ada,
        )
        create(
            name="Authors above 10,000 followers need a lead",
            tree={"all": [_asks("followers", "above", 10_000)]},
            steps=[Step(service.pk, "lead")],
            second_look=True,
            by=ada,
        )
        strict = create(
            name="Press hears from PR, and only after a lead",
            tree={"any": [_asks("relationship", "is", ["press"]), _asks("asked", "contains_any", ["journalist"])]},
            steps=[Step(service.pk, "lead"), Step(pr.pk, "lead")],
            by=ada,
        )
    with at(now - timedelta(days=4)):
        change(
            refunds,
            name=refunds.name,
            tree={"all": [_asks("text", "contains_any", REFUND_WORDS), _asks("visibility", "is", ["public"])]},
            steps=[Step(pr.pk, "agent")],
            by=ada,
        )
        pause(strict, by=ada)


def _asks(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}
