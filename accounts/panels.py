"""What higher rooms show on a department's page: they register here, since accounts does not know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Department, Member


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One thing of the department with the way to it: its name, a few words of how it stands, a sentence or two."""

    name: str
    href: str
    state: str
    sentence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One section; `key` names it in the page, `href` leads to all of its sort."""

    key: str
    title: str
    href: str
    note: str
    lines: list[PanelLine] = field(default_factory=list)


type PanelOf = Callable[[Department, Member], Panel | None]
_panels: list[PanelOf] = []


def register(panel: PanelOf) -> None:
    """Show another section; it is asked for each department that opens, after its reader may see it."""
    if panel not in _panels:
        _panels.append(panel)


def panels_of(department: Department, member: Member) -> list[Panel]:
    """All that there is to show, in the order of registration."""
    return [found for panel in _panels if (found := panel(department, member)) is not None and found.lines]
