"""Webhooks as administrators make them: who outside is told, of what, and in whose rights."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import WEBHOOKS, Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.actions._webhook_shape import checked, fill, free_name, locked, of_member
from inbox.actions.notify import raise_notice
from inbox.hooks.signing import replaced
from inbox.models import Channel, Label, SavedView, Webhook, WebhookCall
from inbox.models.notice import Kind
from inbox.models.webhook import PauseCause, Target

NOW = timedelta()


@transaction.atomic
def create(
    *,
    name: str,
    address: str,
    kind: str = Target.PROGRAM,
    member: Member | None = None,
    verbs: Sequence[str] = (),
    departments: Collection[Department] = (),
    channels: Collection[Channel] = (),
    labels: Collection[Label] = (),
    view: SavedView | None = None,
    with_content: bool = False,
    by: Member,
) -> tuple[Webhook, str]:
    """A webhook that is told what happens from now on, and its secret, which can't be shown again.

    It knows what `member` may know: a program, or whoever makes it. Raises NotPossible for a
    name that is taken, an address that is none, or a verb that does not exist.
    """
    require(by, "webhook.create")
    made = Webhook(name=free_name(name), kind=kind, member=of_member(member, by), made_by=by)
    made.created_at = timezone.now()
    made.secrets = replaced({}, timezone.now(), NOW) if kind == Target.PROGRAM else {}
    fill(made, checked(kind, address, verbs), view=view, with_content=with_content)
    _narrow(made, departments, channels, labels)
    record("webhook.create", made, by=by, kind=str(made.kind), member=made.member_id, content=made.with_content)
    return made, made.secrets.get("present", "")


@transaction.atomic
def change(
    webhook: Webhook,
    *,
    name: str,
    address: str,
    verbs: Sequence[str],
    departments: Collection[Department],
    channels: Collection[Channel],
    labels: Collection[Label],
    view: SavedView | None,
    with_content: bool,
    keep_list: bool = False,
    by: Actor,
) -> Webhook:
    """Tell it of something else, or elsewhere; what waits already is told there, too. Its kind and member stay.

    With `keep_list` it stays narrowed to the list of the view as that was when it was chosen,
    also when the view has been changed or deleted since; `view` is not looked at then.
    """
    require(by, "webhook.change", webhook)
    row = locked(webhook)
    row.name = free_name(name, besides=row.pk)
    before = row.address
    fill(row, checked(row.kind, address, verbs), view=view, with_content=with_content, keep_list=keep_list)
    if row.address != before:
        row.not_before, row.is_slow = None, False
        row.save(update_fields=["not_before", "is_slow"])
    _narrow(row, departments, channels, labels)
    record("webhook.change", row, by=by, content=row.with_content, moved=row.address != before)
    return row


@transaction.atomic
def pause(webhook: Webhook, *, by: Actor) -> Webhook:
    """Send nothing until it goes on; what happens meanwhile is kept for it."""
    require(by, "webhook.pause", webhook)
    row = locked(webhook)
    if row.is_paused:
        raise NotPossible(_("“%(webhook)s” is paused already.") % {"webhook": row})
    return _stop(row, PauseCause.MEMBER, "webhook.pause", by)


@transaction.atomic
def resume(webhook: Webhook, *, by: Actor) -> Webhook:
    """Go on: what waits is sent, in its order, and has three days anew."""
    require(by, "webhook.resume", webhook)
    row = locked(webhook)
    if not row.is_paused:
        raise NotPossible(_("“%(webhook)s” is not paused.") % {"webhook": row})
    now = timezone.now()
    row.paused_at, row.pause_cause, row.failing_since, row.not_before, row.error = None, "", None, None, ""
    row.save(update_fields=["paused_at", "pause_cause", "failing_since", "not_before", "error"])
    row.calls.waiting().update(attempts=0, first_try_at=None, due_at=now)
    record("webhook.resume", row, by=by)
    return row


@transaction.atomic
def fail(webhook: Webhook, *, cause: PauseCause, by: Actor = WEBHOOKS) -> Webhook:
    """Nobody has taken anything for three days, or the receiver is gone: stop, and tell the administrators."""
    require(by, "webhook.fail", webhook)
    row = locked(webhook)
    if row.is_paused:
        return row
    _stop(row, cause, "webhook.fail", by)
    raise_notice(Kind.WEBHOOK_PAUSED, by=by)
    return row


@transaction.atomic
def rotate_secret(webhook: Webhook, *, overlap: timedelta, by: Actor) -> tuple[Webhook, str]:
    """A new secret, shown this once; until the overlap is over everything is signed with both."""
    require(by, "webhook.rotate_secret", webhook)
    row = locked(webhook)
    if row.kind != Target.PROGRAM:
        raise NotPossible(_("Only what programs are told is signed."))
    row.secrets = replaced(row.secrets, timezone.now(), overlap)
    row.save(update_fields=["secrets"])
    record("webhook.rotate_secret", row, by=by, overlap=int(overlap.total_seconds()))
    return row, row.secrets["present"]


@transaction.atomic
def test(webhook: Webhook, *, by: Actor) -> WebhookCall:
    """Tell it of this very test, in a line of its own; the log says what came of it."""
    require(by, "webhook.test", webhook)
    row = locked(webhook)
    if row.is_paused:
        raise NotPossible(_("“%(webhook)s” is paused. Let it go on first.") % {"webhook": row})
    event = record("webhook.test", row, by=by)
    row.not_before = None
    row.save(update_fields=["not_before"])
    line, now = f"test-{event.pk}", timezone.now()
    return WebhookCall.objects.create(
        webhook=row, event_id=event.pk, verb=event.verb, line=line, created_at=now, due_at=now
    )


@transaction.atomic
def archive(webhook: Webhook, *, by: Actor) -> Webhook:
    """Put it away for good; what waited for it is told to nobody."""
    require(by, "webhook.archive", webhook)
    row = locked(webhook)
    row.archived_at, row.secrets = timezone.now(), {}
    row.save(update_fields=["archived_at", "secrets"])
    row.calls.waiting().delete()
    record("webhook.archive", row, by=by)
    return row


def _stop(row: Webhook, cause: PauseCause, verb: str, by: Actor) -> Webhook:
    row.paused_at, row.pause_cause = timezone.now(), cause
    row.save(update_fields=["paused_at", "pause_cause"])
    record(verb, row, by=by, cause=str(cause))
    return row


def _narrow(row: Webhook, departments: Any, channels: Any, labels: Any) -> None:
    row.departments.set(departments)
    row.channels.set(channels)
    row.labels.set(labels)
