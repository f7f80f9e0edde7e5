"""Where mails go while no mail server is set: into the database, for the outbox page."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import Mail


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


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    parts = [(str(content), mimetype) for content, mimetype in message.alternatives]
    return next((content for content, mimetype in parts if mimetype == "text/html"), "")
