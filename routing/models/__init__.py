"""Promises: calendars, policies, and the clocks of conversations."""

from routing.models.calendar import WorkCalendar
from routing.models.clock import ClockRow
from routing.models.policy import PromiseBook, SlaPolicy

__all__ = ["ClockRow", "PromiseBook", "SlaPolicy", "WorkCalendar"]
