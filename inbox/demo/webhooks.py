"""Whom Northline tells outside: the lawyers by mail, and a data warehouse that is being rebuilt."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Member
from inbox.actions import webhook, webhook_calls
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.hooks.sending import Tried
from inbox.models import Webhook

WAREHOUSE = "https://warehouse.northline.example/liaison/events"


def tell_others(company: Company, now: datetime) -> None:
    """The warehouse's receiver was tried out twice and waits for its next version; the lawyers are told by mail."""
    ada = company.members["Ada"]
    reader = Member.objects.get(is_program=True, name="Data warehouse")
    with at(now - timedelta(days=9)):
        made, _secret = webhook.create(
            name="Data warehouse", address=WAREHOUSE, member=reader, verbs=["conversation.*", "message.*"], by=ada
        )
    _try_out(made, 404, now - timedelta(days=9, minutes=-4), ada)
    _try_out(made, 200, now - timedelta(days=9, minutes=-31), ada)
    with at(now - timedelta(days=8)):
        webhook.pause(made, by=ada)
        webhook.create(
            name="Lawyers of Northline",
            kind="mail",
            address="northline@weber-lawyers.example",
            verbs=["escalation.*"],
            departments=[company.departments["PR"]],
            with_content=True,
            by=ada,
        )


def _try_out(made: Webhook, status: int, moment: datetime, by: Member) -> None:
    with at(moment):
        call = webhook.test(made, by=by)
        refusal = "" if status == 200 else f"It answered with status {status}."
        headers = {"Content-Type": "application/json", "webhook-id": call.message_id}
        request = {"address": WAREHOUSE, "headers": headers, "body": {"type": call.verb}}
        answer = {"headers": {"content-type": "text/plain"}, "body": "ok" if status == 200 else "no such path"}
        webhook_calls.keep(call, Tried(moment, 84, status, refusal, None, request, answer))
    if status != 200:
        with at(moment + timedelta(minutes=9)):
            webhook_calls.keep(call, Tried(moment, 61, 200, "", None, request, {"body": "ok"}))
