"""Mails: sent through the mail server, or kept for the outbox page where there is none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import Mail

log = logging.getLogger(__name__)


class OutboxBackend(BaseEmailBackend):
    """Keeps every mail as a row; an administrator reads it and passes the link on."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store them all; returns how many."""
        rows = [
            Mail(
                recipients=", ".join(message.recipients()),
                subject=str(message.subject)[:300],
                body=str(message.body),
                html=_html(message),
            )
            for message in email_messages
        ]
        Mail.objects.bulk_create(rows)
        return len(rows)


def has_server() -> bool:
    """Whether mails leave through a mail server (else they lie in the outbox)."""
    return not settings.MAILERS["default"]["BACKEND"].endswith(OutboxBackend.__name__)


def post_on_commit(template: str, *, to: str, **context: Any) -> None:
    """Mail `<template>_subject.txt` and `<template>_message.txt` once the act is committed."""
    transaction.on_commit(partial(post, template, to=to, **context))


def post(template: str, *, to: str, **context: Any) -> None:
    """Mail now; what the mail server refuses is kept in the outbox, so that no link is lost."""
    context["site"] = settings.LIAISON_URL
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context)
    try:
        send_mail(subject, body, None, [to])
    except (OSError, SMTPException) as error:
        log.warning("the mail server refused a mail, kept in the outbox: %s", type(error).__name__)
        Mail.objects.create(recipients=to, subject=subject[:300], body=body)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    parts = [(str(content), mimetype) for content, mimetype in message.alternatives]
    return next((content for content, mimetype in parts if mimetype == "text/html"), "")
