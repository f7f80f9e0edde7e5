"""Canned responses: written and put away by leads, approved as they are by administrators, used by everybody."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department, Member
from accounts.permissions import require
from inbox.feeds import statements_for
from inbox.models import CannedResponse, CannedVersion, Conversation
from inbox.models.canned import SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from inbox.variables import unknown_in

SHORTCUT = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{SHORTCUT_LENGTH - 1}}}")


@transaction.atomic
def create(*, title: str, shortcut: str, text: str, department: Department | None, by: Actor) -> CannedResponse:
    """A new one, of a department or for all; it needs the approval that any reply needs.

    Raises NotPossible for a shortcut that is taken where it can be used, and for a variable that does not exist.
    """
    response = CannedResponse(department=department)
    require(by, "canned.create", response)
    _fill(response, title, shortcut, text)
    _save(response)
    _keep_version(response, by)
    record("canned.create", response, by=by, version=response.number)
    return response


@transaction.atomic
def change(response: CannedResponse, *, title: str, shortcut: str, text: str, by: Actor) -> CannedResponse:
    """Other words from now on; how it read before is kept. Another text is no longer approved as it is."""
    response = _lock(response)
    require(by, "canned.change", response)
    _refuse_archived(response)
    before = _content(response)
    _fill(response, title, shortcut, text)
    changed = sorted(field for field, value in _content(response).items() if before[field] != value)
    if not changed:
        return response
    if "text" in changed and response.is_approved_as_is:
        response.is_approved_as_is = False
        changed.append("is_approved_as_is")
    response.number += 1
    _save(response)
    _keep_version(response, by)
    record("canned.change", response, by=by, version=response.number, fields=changed)
    return response


@transaction.atomic
def approve(response: CannedResponse, *, version: int, by: Actor) -> CannedResponse:
    """Its text, in the version that was looked at, needs no approval by policies from now on."""
    response = _lock(response)
    require(by, "canned.approve", response)
    _refuse_archived(response)
    if response.number != version:
        raise NotPossible(_("It has been changed since you looked. Read the new version first."))
    return _set_approved(response, "canned.approve", approved=True, by=by)


@transaction.atomic
def disapprove(response: CannedResponse, *, by: Actor) -> CannedResponse:
    """Replies with its text are asked for again, as any other."""
    response = _lock(response)
    require(by, "canned.disapprove", response)
    return _set_approved(response, "canned.disapprove", approved=False, by=by)


@transaction.atomic
def archive(response: CannedResponse, *, by: Actor) -> CannedResponse:
    """Offer it no more; its history stays."""
    response = _lock(response)
    require(by, "canned.archive", response)
    _refuse_archived(response)
    response.archived_at = timezone.now()
    response.save(update_fields=["archived_at"])
    record("canned.archive", response, by=by)
    return response


@transaction.atomic
def restore(response: CannedResponse, *, by: Actor) -> CannedResponse:
    """Offer it again; raises NotPossible when its shortcut means another one by now."""
    response = _lock(response)
    require(by, "canned.restore", response)
    if response.archived_at is None:
        return response
    response.archived_at = None
    _save(response)
    record("canned.restore", response, by=by)
    return response


@transaction.atomic
def use(response: CannedResponse, *, conversation: Conversation, by: Member) -> CannedResponse:
    """Count that it was put into a reply here; raises NotPossible where it does not belong."""
    require(by, "canned.use", conversation)
    here = CannedResponse.objects.usable_in(conversation.department_id).filter(pk=response.pk)
    if not here.exists() and response.pk not in statements_for(conversation):
        raise NotPossible(_("“%(canned)s” can't be used here.") % {"canned": response})
    now = timezone.now()
    CannedResponse.objects.filter(pk=response.pk).update(use_count=F("use_count") + 1, last_used_at=now)
    response.refresh_from_db(fields=["use_count", "last_used_at"])
    record("canned.use", response, by=by, version=response.number, conversation=conversation.pk)
    return response


def _lock(response: CannedResponse) -> CannedResponse:
    rows = CannedResponse.objects.select_for_update(of=("self",)).select_related("department")
    found: CannedResponse = rows.get(pk=response.pk)
    return found


def _set_approved(response: CannedResponse, verb: str, *, approved: bool, by: Actor) -> CannedResponse:
    if response.is_approved_as_is == approved:
        return response
    response.is_approved_as_is = approved
    response.save(update_fields=["is_approved_as_is"])
    record(verb, response, by=by, version=response.number)
    return response


def _fill(response: CannedResponse, title: str, shortcut: str, text: str) -> None:
    """Put it in, tidied; raises NotPossible for what makes no sense."""
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    shortcut = shortcut.strip().removeprefix("/").lower()
    if not title or len(title) > TITLE_LENGTH:
        raise NotPossible(_("Give it a title of %(most)d characters at most.") % {"most": TITLE_LENGTH})
    if not SHORTCUT.fullmatch(shortcut):
        raise NotPossible(_("A shortcut is one word of letters a to z, digits, - and _, such as “refund-form”."))
    if not text or len(text) > TEXT_LENGTH:
        raise NotPossible(_("Give it a text of %(most)d characters at most.") % {"most": TEXT_LENGTH})
    if unknown := unknown_in(text):
        raise NotPossible(_("There is no variable %(name)s. Choose one from the list.") % {"name": unknown[0]})
    response.title, response.shortcut, response.text = title, shortcut, text


def _save(response: CannedResponse) -> None:
    """A department's shortcut is none of the organisation's; the organisation's says nothing of departments'."""
    scope = Q(department=None)
    if response.department_id is not None:
        scope |= Q(department=response.department_id)
    same = CannedResponse.objects.standing().filter(scope, shortcut=response.shortcut).exclude(pk=response.pk)
    taken = _("The shortcut /%(shortcut)s is taken. Choose another.") % {"shortcut": response.shortcut}
    if same.exists():
        raise NotPossible(taken)
    try:
        with transaction.atomic():
            response.save()
    except IntegrityError as error:
        raise NotPossible(taken) from error


def _refuse_archived(response: CannedResponse) -> None:
    if response.archived_at is not None:
        raise NotPossible(_("“%(canned)s” is archived. Restore it first.") % {"canned": response})


def _content(response: CannedResponse) -> dict[str, str]:
    return {"title": response.title, "shortcut": response.shortcut, "text": response.text}


def _keep_version(response: CannedResponse, by: Actor) -> None:
    CannedVersion.objects.create(
        response=response,
        number=response.number,
        **_content(response),
        by=by if isinstance(by, Member) else None,
        at=timezone.now(),
    )
