"""Northline's programs: what acts in the inbox without a person at the keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.actions import memberships, programs, tokens
from accounts.models import Role
from inbox.demo.clock import at
from inbox.demo.company import Company


def connect_programs(company: Company, now: datetime) -> None:
    """The ticket shop notes refunds on conversations; the data warehouse reads; Ana has a script of her own.

    Their secrets are kept by nobody: whoever wants to try makes another token.
    """
    ada, ana = company.members["Ada"], company.members["Ana"]
    service = company.departments["Customer Service"]
    until = now + timedelta(days=180)
    with at(now - timedelta(days=20)):
        shop = programs.create(name="Ticket shop", by=ada)
        memberships.grant(shop, department=service, role=Role.AGENT, by=ada)
        scopes = ["conversations.write", "contacts.write"]
        programs.issue(shop, name="Refunds", scopes=scopes, departments=[service], until=until, by=ada)
    with at(now - timedelta(days=12)):
        warehouse = programs.create(name="Data warehouse", by=ada)
        memberships.grant(warehouse, department=service, role=Role.OBSERVER, by=ada)
        programs.issue(warehouse, name="Nightly export", scopes=["events.read"], until=until, by=ada)
    with at(now - timedelta(days=3)):
        tokens.issue(name="My Monday list", scopes=["conversations.read"], until=now + timedelta(days=60), by=ana)
