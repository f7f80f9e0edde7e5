"""Reports on paper: PDF made by Typst from plain values; no word of anybody is ever read as its language."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.formats import in_full
from reports.asked import Asked
from reports.briefing import Made, Point
from reports.joint import Joint
from reports.presenters import joint as shown

SHEET = Path(__file__).parent / "typst" / "sheet.typ"
STYLE = (
    "text{font-family:'Inter','Noto Sans','DejaVu Sans',sans-serif;font-size:11px;fill:#54626a}"
    ".axis{fill:#6c7a82}.strong{fill:#1c2a30;font-weight:600}.grid{stroke:#e6e4de}.base{stroke:#b9b6ad}"
    ".f1{fill:#006873}.f2{fill:#63aeb5}.f4{fill:#b4623f}.f5{fill:#b6c0c5}.l1{fill:#fff}.l2,.l5{fill:#101c22}"
    ".s1{stroke:#006873}.area{fill:#006873;opacity:.1}.stroke{fill:none;stroke-width:1.75}.s4,.aim{stroke:#b4623f}.mark{stroke:#6c7a82;stroke-width:1}"
)
"""The light colours of static/css/tokens.css; paper knows no style sheet."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a picture, a table (its head first) or lines of words and a note."""

    title: str
    note: str = ""
    svg: str = ""
    table: list[list[str]] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; `stats` are name, value, unit, and what it was."""

    title: str
    subtitle: str
    stats: list[list[str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


def pdf_of(paper: Paper) -> bytes:
    """The document as a file; about half a second."""
    facts: dict[str, Any] = asdict(paper) | {
        "lang": (get_language() or "en").split("-")[0],
        "made": _("Made on %(when)s at %(site)s") % {"when": in_full(timezone.now()), "site": settings.LIAISON_URL},
    }
    return typst.compile(SHEET.read_bytes(), sys_inputs={"data": json.dumps(facts)})


def as_pdf(paper: Paper, name: str) -> HttpResponse:
    """It as an answer that browsers show."""
    response = HttpResponse(pdf_of(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def joint_paper(found: Joint, asked: Asked) -> Paper:
    """The joint report."""
    names = {one.pk: one for one in asked.departments}
    rows, together = shown.table(found, asked, names)
    head = [_("Department"), *shown.columns_of_table()]
    lines = [[row.name, *(value for value, _href in row.cells)] for row in (*rows, together)]
    places = [one for one in asked.departments if any(one.pk in (pair.asks, pair.asked) for pair in found.pairs)]
    map_lines = [
        [row.name, *("" if cell is None else cell.count for cell in row.cells), row.silo]
        for row in shown.map_rows(found.pairs, asked, places)
    ]
    sections = [
        Section(_("First response"), svg=_drawn(shown.first_response_chart(found))),
        Section(
            _("Coverage"),
            _("answered, settled without a reply, waiting"),
            _drawn(shown.coverage_chart(found.lines, names)),
        ),
        Section(
            _("How much, and how it sounds"),
            _("conversations begun in each of 13 weeks"),
            _drawn(shown.weeks_chart(found)),
        ),
        Section(
            _("Who asks whom"),
            _("requests from the row to the column"),
            table=[[_("asks / is asked"), *(one.code for one in places), _("silo index")], *map_lines]
            if places
            else [],
            empty=_("No department asked another in this period."),
        ),
        Section(_("The same in a table"), table=[head, *lines]),
    ]
    stats = [[one.name, one.value, one.unit, f"{one.change} {one.than}".strip()] for one in shown.stats(found, asked)]
    return Paper(_("Joint report"), _subtitle(asked), stats, sections)


def brief_paper(made: Made) -> Paper:
    """The agenda of a week."""
    aims = [
        Point(
            f"{one.row.department}: {one.name}",
            note=_("%(now)s of %(target)s, %(state)s") % {"now": one.now, "target": one.target, "state": one.state},
        )
        for one in made.aims
    ]
    written = [
        (title, text)
        for title, text in ((_("To talk about"), made.written.agenda), (_("Decided"), made.written.decided))
        if text
    ]
    more = _("and %(count)s more") % {"count": made.more_waits} if made.more_waits > 0 else ""
    return Paper(
        _("Weekly brief"),
        made.title,
        sections=[
            *(
                Section(title, lines=[[line, ""] for line in text.splitlines() if line.strip()])
                for title, text in written
            ),
            _listed(_("What moved"), made.moved, _("Nothing moved by a tenth or more.")),
            _listed(_("What waits between departments"), made.waits, _("No department waits for another."), more),
            _listed(_("Questions that wait"), made.questions, _("No question waits.")),
            _listed(_("What they asked about"), made.topics, _("No labelled question in this week.")),
            _listed(_("Gaps in the rosters"), made.gaps, _("Somebody is on every roster.")),
            _listed(_("Objectives"), aims, _("No department has set one.")),
        ],
    )


def _listed(title: str, points: list[Point], empty: str, note: str = "") -> Section:
    return Section(title, note, lines=[[one.words, one.note] for one in points], empty=empty)


def _drawn(chart: str) -> str:
    """A chart as a picture of its own, with its colours."""
    return re.sub(
        r"<svg [^>]*?viewBox=\"([^\"]+)\"[^>]*>",
        rf'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1"><style>{STYLE}</style>',
        chart,
        count=1,
    )


def _subtitle(asked: Asked) -> str:
    chosen = [str(one) for one in (asked.department, asked.channel, asked.label) if one]
    days = f"{asked.period.first.isoformat()} – {asked.period.last.isoformat()} ({asked.period.zone})"
    return " · ".join([days, *chosen, asked.compared_with])
