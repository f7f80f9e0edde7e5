"""The one Celery app. The database is the truth; a task is only a wake-up for work that lies there."""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
logger = logging.getLogger(__name__)


class WakeUp(DjangoTask[..., Any]):
    """A task whose sending never fails: without a broker the next sweep finds the work."""

    abstract = True

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        """Send the wake-up; a broker that is away is logged and otherwise ignored."""
        try:
            return super().apply_async(*args, **kwargs)
        except (OperationalError, OSError):
            logger.warning("The broker is away; %s waits for the next sweep.", self.name)
            return None


app = Celery("liaison", task_cls=WakeUp)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
