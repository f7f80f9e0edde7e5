"""What Northline's people did to many conversations at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.actions import bulk
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.filters import ListQuery
from inbox.models import Conversation, Label
from inbox.models.conversation import Status

OWN, OTHERS = 6, 2


def act_on_many(company: Company, now: datetime) -> None:
    """Ana labels a handful, of which some are not hers to label, and reads what is pending."""
    ana = company.members["Ana"]
    word = Label.objects.filter(is_archived=False).order_by("-name").first()
    if word is None:
        return
    said = Conversation.objects.visible_to(ana).filter(last_message_at__lt=now - timedelta(minutes=25))
    waiting = said.filter(status=Status.OPEN).order_by("-last_message_at")
    service, marketing = company.departments["Customer Service"], company.departments["Marketing"]
    own = waiting.filter(department=service).exclude(labels=word).values_list("pk", flat=True)[:OWN]
    others = waiting.filter(department=marketing).values_list("pk", flat=True)[:OTHERS]
    with at(now - timedelta(minutes=25)):
        chosen = waiting.filter(pk__in=[*own, *others])
        labelled = bulk.start("label", by=ana, arguments={"name": word.name}, rows=chosen)
        bulk.carry_out(labelled.pk, by=ana, seconds=60)
    pending = ListQuery(department=service.slug, status=(str(Status.PENDING),))
    with at(now - timedelta(minutes=12)):
        read = bulk.start("read", by=ana, arguments={}, rows=pending.rows(ana), query=pending.written())
        bulk.carry_out(read.pk, by=ana, seconds=60)
