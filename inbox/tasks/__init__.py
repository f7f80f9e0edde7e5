"""Work done by workers. Every task may run twice or not at all: the database knows what is due."""

from inbox.tasks.bulk import carry_out_bulk, sweep_bulk
from inbox.tasks.channels import sweep_attempts, test_connection
from inbox.tasks.deliver import deliver, look_up, sweep_deliveries
from inbox.tasks.escalations import sweep_escalations
from inbox.tasks.forces import feed_task_forces, give_back, sweep_task_forces
from inbox.tasks.intake import poll_channel, process_channel, recheck_channel, sweep_channels, sweep_rechecks
from inbox.tasks.media import fetch_media, sweep_forgotten_media, sweep_media
from inbox.tasks.operations import heartbeat, sweep_operations, watch_scheduler
from inbox.tasks.people import place_waiting, sweep_absences, sweep_roster
from inbox.tasks.review import sweep_reviews
from inbox.tasks.together import sweep_calls, sweep_digests, tell_members
from inbox.tasks.triage import sweep_removals, sweep_snoozed, take_down
from inbox.tasks.watches import poll_watch, sweep_watches
from inbox.tasks.webhooks import call_webhook, forget_old_calls, sweep_webhooks

__all__ = [
    "call_webhook",
    "carry_out_bulk",
    "deliver",
    "feed_task_forces",
    "fetch_media",
    "forget_old_calls",
    "give_back",
    "heartbeat",
    "look_up",
    "place_waiting",
    "poll_channel",
    "poll_watch",
    "process_channel",
    "recheck_channel",
    "sweep_absences",
    "sweep_attempts",
    "sweep_bulk",
    "sweep_calls",
    "sweep_channels",
    "sweep_deliveries",
    "sweep_digests",
    "sweep_escalations",
    "sweep_forgotten_media",
    "sweep_media",
    "sweep_operations",
    "sweep_rechecks",
    "sweep_removals",
    "sweep_reviews",
    "sweep_roster",
    "sweep_snoozed",
    "sweep_task_forces",
    "sweep_watches",
    "sweep_webhooks",
    "take_down",
    "tell_members",
    "test_connection",
    "watch_scheduler",
]
