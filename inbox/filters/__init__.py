"""What the list shows and in which order: read from the address, written back to it."""

from inbox.filters.order import PAGE, SORTS, Cursor, Sort
from inbox.filters.query import ListQuery
from inbox.filters.rows import ASSIGNEES, TARGET, WAITS

__all__ = ["ASSIGNEES", "PAGE", "SORTS", "TARGET", "WAITS", "Cursor", "ListQuery", "Sort"]
