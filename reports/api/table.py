"""Every resource of this room."""

from __future__ import annotations

from reports.api import briefs, objectives, outcomes

RESOURCES = (*objectives.RESOURCES, *briefs.RESOURCES, *outcomes.RESOURCES)
