"""A resource as a value: which rows there are, how they look, and what can be done to them.

What a value says here is all that differs between resources; accounts/api/rows.py makes doors of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.shapes import Listed, Strict
from accounts.models import Member
from accounts.scopes import scope_of

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One act being asked for: to which row (none when something is made), with what, by whom."""

    row: Any
    given: Facts
    by: Member


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its verb in the table of rights, its word in the address, and the action that does it.

    Without `how` the action is called with the row and what was given, by name. `shown` is the
    shape of what it gives back, if that is not the resource itself. `scope` stands beside a verb
    that is several areas' matter.
    """

    verb: str
    do: Callable[..., Any]
    given: type[Strict] | None = None
    word: str = ""
    how: Callable[[Call], Any] | None = None
    shown: type[serializers.BaseSerializer[Any]] | None = None
    many: bool = False
    whole: bool = True
    """Whether a change is given every field, those that are not named as they stand."""
    about: str = ""

    @property
    def name(self) -> str:
        """The word of its address, as the button and the verb have it."""
        return self.word or self.verb.partition(".")[2].replace("_", "-")

    @property
    def scope(self) -> str:
        """What a token must have for it."""
        return scope_of(self.verb)

    @property
    def says(self) -> str:
        """What it does, in the words of the action."""
        return self.about or (self.do.__doc__ or "").strip()

    def carry_out(self, call: Call) -> Any:
        """Do it; raises what the action raises."""
        if self.how is not None:
            return self.how(call)
        if call.row is None:
            return self.do(**call.given, by=call.by)
        return self.do(call.row, **call.given, by=call.by)


@dataclass(frozen=True, slots=True)
class Look:
    """Something to read beside a row that takes more than the row to tell: its word, its shape, and how it is made."""

    name: str
    shown: type[serializers.BaseSerializer[Any]]
    how: Callable[[Any, Member], Any]
    says: str


@dataclass(frozen=True, slots=True)
class Resource:
    """Rows of one kind. `rows` begins with what the member may see; `narrow` applies a list's filters.

    `page` is for lists that have an order of their own; others are told by number, the newest
    first. `own` marks what administrators alone read. `remove` and `change` ask for If-Match.
    """

    name: str
    area: str
    about: str
    rows: Callable[[Member], QuerySet[Any]]
    shown: type[serializers.BaseSerializer[Any]]
    asked: type[Listed] = Listed
    narrow: Callable[[QuerySet[Any], Facts, Member], QuerySet[Any]] | None = None
    page: Callable[[Facts, Member], tuple[list[Any], str | None]] | None = None
    create: Act | None = None
    change: Act | None = None
    remove: Act | None = None
    acts: tuple[Act, ...] = ()
    wide: tuple[Act, ...] = ()
    """Acts on no single row, beside the list."""
    looked: Callable[[Any, Member], Any] | None = None
    """What looking at one row leaves behind, such as an administrator's look into what is closed.

    Called wherever one is shown: read, after an act, and in a refusal that tells how it stands.
    """
    looks: tuple[Look, ...] = ()
    administrators: bool = False
    is_one: bool = False
    """There is one row and no more, which the list tells: no address for each."""

    @property
    def one(self) -> str:
        """Its name in the schema: "task-forces" is "TaskForce"."""
        return type_name(self.shown)

    def every_act(self) -> Mapping[str, Act]:
        """All that can be done, by the name of the operation."""
        found = {"create": self.create, "change": self.change, "remove": self.remove}
        named = {word: act for word, act in found.items() if act is not None}
        return named | {act.name: act for act in (*self.wide, *self.acts)}


def type_name(shown: type[serializers.BaseSerializer[Any]]) -> str:
    """The name of a shape, as the schema has it."""
    return shown.__name__.removesuffix("Shape")
