"""What numbers are made of: samples of single conversations, and their figures by day; and what people set."""

from reports.models.assumption import Assumption
from reports.models.brief import Brief, BriefReader
from reports.models.figure import DirtyDay, Figure, Hours, Span
from reports.models.objective import Objective
from reports.models.rating import Rating
from reports.models.sample import Kind, Mood, Sample, Tag

__all__ = [
    "Assumption",
    "Brief",
    "BriefReader",
    "DirtyDay",
    "Figure",
    "Hours",
    "Kind",
    "Mood",
    "Objective",
    "Rating",
    "Sample",
    "Span",
    "Tag",
]
