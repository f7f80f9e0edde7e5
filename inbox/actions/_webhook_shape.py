"""What makes a webhook: a name, an address, verbs that exist, and a member who may be its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.models import Member
from accounts.verbs import VERBS
from inbox.actions._forces import tidy
from inbox.channels.http import is_address
from inbox.models import SavedView, Webhook
from inbox.models.webhook import WEBHOOK_NAME_LENGTH, Target

LONGEST_ADDRESS = 2000
ROOMS = frozenset(verb.partition(".")[0] for verb in VERBS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address and verbs that make sense for its kind."""

    address: str
    verbs: list[str]


def checked(kind: str, address: str, verbs: Sequence[str]) -> Wanted:
    """Raises NotPossible, naming what is wrong."""
    if kind not in Target.values:
        raise NotPossible(_("There is no such kind of receiver."))
    unknown = [verb for verb in verbs if verb not in VERBS and not _is_room(verb)]
    if unknown:
        raise NotPossible(_("There is no act “%(verb)s”.") % {"verb": unknown[0][:60]})
    if kind != Target.PROGRAM and not verbs:
        raise NotPossible(_("Choose what people are told of: nobody reads everything."))
    place = address.strip()
    _refuse_address(kind, place)
    return Wanted(place, sorted(set(verbs)))


def _is_room(verb: str) -> bool:
    return verb.endswith(".*") and verb.removesuffix(".*") in ROOMS


def _refuse_address(kind: str, address: str) -> None:
    if kind == Target.MAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise NotPossible(_("This is no e-mail address.")) from error
        return
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or len(address) > LONGEST_ADDRESS or not address.isascii() or any(c.isspace() for c in address):
        raise NotPossible(_("The address must begin with https:// (or http://) and name a host."))
    if not is_address(address):
        raise NotPossible(_("No host can have the name %(host)s.") % {"host": parts.hostname})
    if "@" in parts.netloc:
        raise NotPossible(_("Leave name and password out of the address: what we send is signed."))


def fill(row: Webhook, wanted: Wanted, *, view: SavedView | None, with_content: bool, keep_list: bool = False) -> None:
    """Put it into the row and keep it; `keep_list` leaves what a saved view narrowed it to, whatever became of that."""
    row.target, row.verbs, row.with_content = {"address": wanted.address}, wanted.verbs, with_content
    if not keep_list:
        row.view, row.query = view, view.query if view else ""
    row.save()


def of_member(member: Member | None, by: Member) -> Member:
    """Whose rights it reads with: a program's, or those of whoever makes it."""
    wanted = member or by
    if wanted != by and not wanted.is_program:
        raise NotPossible(_("A webhook reads for a program, or for you; not for %(member)s.") % {"member": wanted})
    if not wanted.is_active:
        raise NotPossible(_("%(member)s is deactivated.") % {"member": wanted})
    return wanted


def free_name(name: str, besides: int = 0) -> str:
    """Tidied; raises NotPossible when it is empty, too long or taken."""
    found = tidy(name, WEBHOOK_NAME_LENGTH, _("Give the webhook a name."))
    if Webhook.objects.standing().filter(name__iexact=found).exclude(pk=besides).exists():
        raise NotPossible(_("There is a webhook “%(name)s” already.") % {"name": found})
    return found


def locked(webhook: Webhook) -> Webhook:
    """The row, ours until the transaction ends; raises NotPossible when it was put away."""
    row: Webhook = Webhook.objects.select_for_update(of=("self",)).select_related("member").get(pk=webhook.pk)
    if row.archived_at is not None:
        raise NotPossible(_("“%(webhook)s” was put away.") % {"webhook": row})
    return row
