"""What numbers are made of: samples of single conversations, and their figures by day."""

from reports.models.figure import DirtyDay, Figure, Hours, Span
from reports.models.sample import Kind, Sample, Tag

__all__ = ["DirtyDay", "Figure", "Hours", "Kind", "Sample", "Span", "Tag"]
