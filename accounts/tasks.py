"""Mails leave here, so that no request waits for a mail server; and what ends by itself does."""

from __future__ import annotations

from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from accounts.actions import answers, outbox, shadow
from accounts.actors import DELIVERY, SCHEDULE
from accounts.mail import hand_to_server, has_server
from accounts.models import Mail, Membership

LONGEST = 60
"""Tries with growing waits: about two weeks."""


@shared_task
def sweep_mails() -> None:
    """Start whatever is due; nothing without a mail server."""
    if has_server():
        due = Mail.objects.filter(next_try_at__lte=timezone.now(), tries__lt=LONGEST)
        for mail_id in due.values_list("pk", flat=True)[:200]:
            send_mail.delay(mail_id)


@shared_task
def send_mail(mail_id: int) -> None:
    """Hand one mail to the server; one that can't be written as a mail stays in the outbox with its reason, too."""
    mail = outbox.claim(mail_id, by=DELIVERY)
    if mail is None:
        return
    try:
        hand_to_server(mail)
    except (OSError, SMTPException, ValueError) as error:
        outbox.refused(mail, error=f"{type(error).__name__}: {error}", by=DELIVERY)
    else:
        outbox.sent(mail, by=DELIVERY)


@shared_task
def forget_answers() -> None:
    """Drop what was answered to programs more than two days ago."""
    answers.forget_old()


@shared_task
def sweep_shadows() -> None:
    """End the memberships for learning whose last day is over."""
    over = Membership.objects.filter(ends_on__lt=timezone.localdate())
    for place in over.select_related("member", "department").order_by("pk")[:200]:
        shadow.end(place, by=SCHEDULE)
