"""All timed jobs, in one table: name, what runs, how often."""

from __future__ import annotations

from typing import TypedDict


class Job(TypedDict):
    """One line of Celery's beat schedule."""

    task: str
    schedule: float
    options: dict[str, float]


def every(seconds: float, task: str, *, expires: float | None = None) -> Job:
    """Run a task at this interval; one that could not start before the next (or `expires`) is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": expires or seconds}}


SCHEDULE: dict[str, Job] = {
    "mails that have not left": every(5, "accounts.tasks.sweep_mails"),
    "bulk: acts on many conversations that are not finished": every(5, "inbox.tasks.bulk.sweep_bulk"),
    "channels: polls that are due, payloads nobody has read yet": every(5, "inbox.tasks.intake.sweep_channels"),
    "channels: messages that were deleted on the network": every(120, "inbox.tasks.intake.sweep_rechecks"),
    "channels: connections that wait to be tested": every(5, "inbox.tasks.channels.sweep_attempts"),
    "watches: looks that are due": every(5, "inbox.tasks.watches.sweep_watches"),
    "drafts: reminders, and those nobody decided on in time": every(60, "inbox.tasks.review.sweep_reviews"),
    "deliveries: due, abandoned and uncertain ones": every(5, "inbox.tasks.deliver.sweep_deliveries"),
    "messages of ours to take down": every(15, "inbox.tasks.triage.sweep_removals"),
    "operations: scheduler and worker show that they live": every(10, "inbox.tasks.operations.heartbeat", expires=120),
    "operations: what needs an administrator": every(60, "inbox.tasks.operations.sweep_operations"),
    "members: what concerns them": every(5, "inbox.tasks.together.tell_members"),
    "members: who has come on duty": every(60, "inbox.tasks.together.sweep_calls"),
    "members: who has gone away": every(60, "inbox.tasks.people.sweep_absences"),
    "members: what the roster lacks": every(300, "inbox.tasks.people.sweep_roster"),
    "members: new work that looks for somebody": every(60, "inbox.tasks.people.place_waiting"),
    "members: mails of what they have not read": every(60, "inbox.tasks.together.sweep_digests"),
    "members: shadows whose last day is over": every(300, "accounts.tasks.sweep_shadows"),
    "programs: answers kept for repeats, after two days": every(600, "accounts.tasks.forget_answers"),
    "media: copies nobody has fetched yet": every(15, "inbox.tasks.media.sweep_media"),
    "media: copies nobody looks at any more": every(3600, "inbox.tasks.media.sweep_forgotten_media"),
    "promises: clocks that follow the journal": every(5, "routing.tasks.keep_promises"),
    "promises: what is at risk or broken": every(15, "routing.tasks.sweep_promises"),
    "figures: samples that follow the journal": every(10, "reports.tasks.measure_journal"),
    "figures: days whose samples changed": every(60, "reports.tasks.sum_up_days"),
    "briefs: those whose day and hour have come": every(300, "reports.tasks.send_briefs"),
    "escalations: nobody accepted, or the answer is late": every(15, "inbox.tasks.escalations.sweep_escalations"),
    "rules: messages and changes that nobody has decided on yet": every(60, "routing.tasks.sweep_routing"),
    "rehearsals: those that are not finished": every(10, "routing.tasks.sweep_rehearsals"),
    "scores: whoever waits presses more": every(300, "routing.tasks.sweep_scores"),
    "spikes: what is suddenly talked about": every(60, "routing.tasks.sweep_spikes"),
    "task forces: what flows in": every(15, "inbox.tasks.forces.feed_task_forces"),
    "task forces: what closed ones give back, reminders, weekly digests": every(
        60, "inbox.tasks.forces.sweep_task_forces"
    ),
    "webhooks: what others are to be told": every(2, "inbox.tasks.webhooks.sweep_webhooks"),
    "webhooks: the log beyond 30 days": every(3600, "inbox.tasks.webhooks.forget_old_calls"),
    "snoozes that end": every(15, "inbox.tasks.triage.sweep_snoozed"),
}
