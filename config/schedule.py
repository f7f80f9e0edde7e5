"""All timed jobs, in one table: name, what runs, how often."""

from __future__ import annotations

from typing import TypedDict


class Job(TypedDict):
    """One line of Celery's beat schedule."""

    task: str
    schedule: float
    options: dict[str, float]


def every(seconds: float, task: str) -> Job:
    """Run a task at this interval; one that could not start before the next is dropped, so none pile up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: dict[str, Job] = {}
