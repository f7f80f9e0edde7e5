"""Northline's rules and word lists: most of them on for a week, one changed since, one off, one still a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Department, Member
from inbox.actions import policy as policies
from inbox.demo.chapters import register
from inbox.demo.clock import at
from inbox.models import Label
from inbox.policies import Step as Approval
from routing.actions import rule as rules
from routing.actions import word_list as lists
from routing.models import Rule
from routing.rules import Step

REFUNDS = ["refund*", "money back", "compensation", "compensate*", "reimburse*", "voucher"]
CROWDING = ["crowded", "standing", "no seats", "packed", "überfüllt", "sardines", "two carriages", "short train"]
APP = ["the app", "app crash*", "error code", "~login", "update", "8.2*"]
PRESS = ["evening_post", "coast.radio", "citynews", "railwatch"]
DANGER = ["on fire", "smoke", "ambulance", "unconscious", "~threaten", "on the tracks"]


@dataclass(frozen=True, slots=True)
class Known:
    """What rules name by number here."""

    ada: Member
    places: Mapping[str, int]
    labels: Mapping[str, int]
    lists: Mapping[str, int]

    def to(self, place: str) -> Step:
        """Move it there."""
        return Step("department", self.places[place])

    def labelled(self, name: str) -> Step:
        """Label it so."""
        return Step("label", self.labels[name])


def write_rules(now: datetime) -> None:
    """Ada writes them within a week; what happened before is not decided again."""
    ada = Member.objects.filter(is_administrator=True).order_by("pk").first()
    if ada is None:
        return
    with at(now - timedelta(days=7)):
        made = {
            "refunds": _list(ada, "Refunds", REFUNDS),
            "crowding": _list(ada, "Crowding", CROWDING[:5], is_topic=True),
            "app": _list(ada, "Tickets and the app", APP, is_topic=True),
            "press": _list(ada, "Journalists we know", PRESS, kind="people"),
        }
        places = dict(Department.objects.values_list("name", "pk"))
        labels = dict(Label.objects.standing().values_list("name", "pk"))
        known = Known(ada, places, labels, made)
        first_of_all(known)
        crowding = of_service(known)
        of_others(known)
    with at(now - timedelta(days=2)):
        kept = rules.content(crowding)
        tree = {"all": [*kept["tree"]["all"], _asks("language", "is", ["en", "de"])]}
        steps = [*(Step(step["kind"], step["value"]) for step in kept["steps"]), Step("priority", 3)]
        rules.change(crowding, **{**kept, "tree": tree, "steps": steps}, by=ada)
    with at(now - timedelta(hours=5)):
        drafted(known)


def first_of_all(known: Known) -> None:
    """What cannot wait."""
    danger = {"any": [_asks("text", "contains_any", DANGER)]}
    press = {"any": [_asks("relationship", "is", ["press"]), _asks("author", "listed", [known.lists["press"]])]}
    _on(known, "Somebody is in danger", "First of all", danger, Step("priority", 4), Step("notify", "leads"))
    _on(known, "Press and city offices", "First of all", press, known.to("PR"), known.labelled("Press"), Step("stop"))


def of_service(known: Known) -> Rule:
    """What comes in by the hundred; returns the one that is changed later."""
    crowding = {"all": [_asks("text", "says_list", [known.lists["crowding"]])]}
    group = "Service"
    made = _on(known, "Crowding and delays", group, crowding, known.labelled("Crowding"))
    refunds = {"all": [_asks("text", "says_list", [known.lists["refunds"]]), _asks("needs_reply", "is", ["yes"])]}
    _on(known, "Refunds", group, refunds, known.labelled("Refund"))
    app = {
        "all": [
            {
                "any": [
                    _asks("topics", "has_any", [known.lists["app"]]),
                    _asks("text", "matches", [r"error\s+[0-9]{3}"]),
                ]
            },
            {"none": [_asks("sentiment", "is", ["positive"])]},
        ]
    }
    _on(known, "Tickets and the app", group, app, known.labelled("App"))
    waits = {"all": [_asks("waited", "at_least", 180), _asks("priority", "is", [3, 4])]}
    _on(known, "Pressing, and nobody answers", group, waits, Step("notify", "duty"), trigger="unanswered")
    return made


def of_others(known: Known) -> None:
    """Praise, money in replies, sudden topics, and one that nobody needs any more."""
    praise = {"all": [_asks("sentiment", "is", ["positive"]), _asks("needs_reply", "is", ["no"])]}
    _on(known, "Praise for a colleague", "Everybody", praise, known.labelled("Praise"))
    _on(known, "Suddenly talked about", "Everybody", {"all": []}, Step("notify", "leads"), trigger="spike")
    look = policies.create(
        name="A lead looks at promises of money",
        tree={"all": []},
        steps=[Approval(known.places["Customer Service"], "lead")],
        on_request=True,
        by=known.ada,
    )
    money = {"all": [_asks("reply", "says_list", [known.lists["refunds"]]), _asks("followers", "at_least", 5_000)]}
    _on(known, "Money for the many", "Everybody", money, Step("approval", look.pk), trigger="submitted")
    fares = {"all": [_asks("text", "contains_any", ["old fares", "zone 3"])]}
    off = _on(known, "Old fares", "Everybody", fares, known.to("Marketing"))
    rules.pause(off, by=known.ada)


def drafted(known: Known) -> None:
    """What Ada thinks about today."""
    sales = {
        "all": [
            _asks("text", "contains_any", ["company pass*", "~offer", "group of", "semester pass"]),
            {"none": [_asks("relationship", "is", ["vendor"]), _asks("text", "contains_any", ["job offer"])]},
        ]
    }
    steps = [known.to("Sales"), known.labelled("Lead")]
    rules.create(name="Who wants to buy", trigger="received", tree=sales, steps=steps, by=known.ada)


def _on(known: Known, name: str, group: str, tree: Any, *steps: Step, trigger: str = "received") -> Rule:
    made = rules.create(name=name, group=group, trigger=trigger, tree=tree, steps=steps, by=known.ada)
    return rules.activate(made, by=known.ada)


def _list(ada: Member, name: str, words: list[str], **fields: Any) -> int:
    return lists.create(name=name, words=words, by=ada, **fields).pk


def _asks(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def connect() -> None:
    """Called once when the app is ready."""
    register(write_rules)
