"""Northline's departments and people, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.actions import departments, memberships, people
from accounts.actors import SETUP
from accounts.models import Department, Member, Role

PASSWORD = "northline winter 2026"  # noqa: S105 - printed for everybody, and refused beyond this machine
HOME = "northline.example"

DEPARTMENTS = (
    ("Listening", "LI", "What people say about us without asking us", False),
    ("Customer Service", "CS", "Delays, tickets, refunds, lost property", False),
    ("Marketing", "MK", "Campaigns, offers and our own posts", False),
    ("PR", "PR", "Press, authorities, and anything that may make headlines", False),
    ("Product", "PD", "The app, the website and the ticket machines", False),
    ("Sales", "SA", "Groups, companies, schools and advertising", False),
    ("HR", "HR", "Applications and everything about working here", True),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One of Northline's people; `roles` by department name."""

    first: str
    last: str
    roles: dict[str, Role]
    login: str = ""
    """What the list of demo logins calls them; empty keeps them off it."""
    is_administrator: bool = False

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.first.lower()}@{HOME}"


PEOPLE = (
    Person("Ada", "Min", {}, "administrator", is_administrator=True),
    Person("Ana", "Petrović", {"Customer Service": Role.LEAD}, "lead"),
    Person("Ben", "Okafor", {"Customer Service": Role.AGENT}, "agent"),
    Person("Tim", "Weiss", {"Customer Service": Role.TRAINEE}, "trainee"),
    Person("Olga", "Lind", {"Customer Service": Role.OBSERVER, "Marketing": Role.OBSERVER}, "observer"),
    Person(
        "Leila",
        "Haddad",
        {"Customer Service": Role.AGENT, "Marketing": Role.AGENT, "Listening": Role.AGENT},
        "liaison",
    ),
    Person("Irene", "Kowalczyk", {"HR": Role.LEAD}, "HR, closed"),
    Person("Jonas", "Weber", {"Marketing": Role.LEAD}),
    Person("Mia", "Torres", {"Marketing": Role.AGENT, "Listening": Role.AGENT}),
    Person("Hal", "Brandt", {"PR": Role.LEAD}),
    Person("Noor", "Siddiqui", {"Product": Role.LEAD}),
    Person("Sofia", "Lindqvist", {"Sales": Role.LEAD}),
)

LOGINS: list[tuple[str, str, str]] = [(person.login, person.email, PASSWORD) for person in PEOPLE if person.login]
"""Role, e-mail address and password of those whom a visitor may play."""


@dataclass(frozen=True, slots=True)
class Company:
    """The departments by name, and who works on conversations in each."""

    departments: dict[str, Department]
    desks: dict[str, list[Member]]
    members: dict[str, Member]
    """By first name."""


def make_company() -> Company:
    """Departments, members and memberships, through the same acts as in the console."""
    made = {
        name: departments.create(name=name, code=code, purpose=purpose, is_closed=closed, by=SETUP)
        for name, code, purpose, closed in DEPARTMENTS
    }
    members = {person.first: _member(person, made) for person in PEOPLE}
    # One slow hash for all: the password is the same, and printed.
    Member.objects.filter(pk__in=[member.pk for member in members.values()]).update(
        is_demo=True, password=make_password(PASSWORD)
    )
    desks = {name: [members[person.first] for person in PEOPLE if _works(person, name)] for name in made}
    return Company(made, desks, members)


def _member(person: Person, made: dict[str, Department]) -> Member:
    member = people.create(
        email=person.email,
        name=f"{person.first} {person.last}",
        password=None,
        is_administrator=person.is_administrator,
        by=SETUP,
    )
    for name, role in person.roles.items():
        memberships.grant(member, department=made[name], role=role, by=SETUP)
    return member


def _works(person: Person, department: str) -> bool:
    role = person.roles.get(department)
    return role is not None and role.rank >= Role.AGENT.rank
