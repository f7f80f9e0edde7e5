"""Objectives on the page of the department that set them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Department, Member
from accounts.panels import Panel, PanelLine, register
from reports.models import Objective
from reports.objectives import Aim, aims


def objectives_panel(department: Department, member: Member) -> Panel:
    """Those that stand, as far as this member may count."""
    rows = Objective.objects.visible_to(member).standing().filter(department=department)
    lines = [_line(one) for one in aims(rows, member)]
    return Panel(
        "objectives", _("Objectives"), reverse("reports:objectives"), _("measured over the last four weeks"), lines
    )


def _line(one: Aim) -> PanelLine:
    words = {"now": one.now, "begun": one.begun, "target": one.target, "day": date_format(one.row.due_on, "j F Y")}
    sentence = _("%(now)s now, from %(begun)s to %(target)s by %(day)s") % words
    if one.percent is not None:
        sentence += " · " + _("%(percent)s %% of the way") % {"percent": one.percent}
    return PanelLine(one.name, reverse("reports:objective", args=[one.row.pk]), one.state, sentence, one.row.note)


def connect() -> None:
    """Called once when the app is ready."""
    register(objectives_panel)
