"""Mails: written into the outbox with the act that asks for them, and sent by a worker.

No request waits for a mail server, and no mail is lost with one. Without a server they
stay in the outbox, where an administrator reads them and passes their links on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from accounts.models import Mail

SERVER = "server"
"""The name in MAILERS of the mail server, where there is one."""


class OutboxBackend(BaseEmailBackend):
    """Django's way out: every mail becomes a row."""

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
    return SERVER in settings.MAILERS


def post(template: str, *, to: str, **context: Any) -> None:
    """Put `<template>_subject.txt` and `<template>_message.txt` into the outbox, with the act that asks for it."""
    context["site"] = settings.LIAISON_URL
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    send_mail(subject, render_to_string(f"{template}_message.txt", context), None, [to])


def hand_to_server(mail: Mail) -> None:
    """Send one mail of the outbox; raises OSError, SMTPException or ValueError with the reason."""
    message = EmailMultiAlternatives(mail.subject, mail.body, None, mail.recipients.split(", "))
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send(using=SERVER)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    parts = [(str(content), mimetype) for content, mimetype in message.alternatives]
    return next((content for content, mimetype in parts if mimetype == "text/html"), "")
