"""Other replies to the very message that a draft answers: told to whoever decides, so that not both leave unawares."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbox.models import Delivery, Draft
from inbox.models.draft import WAITING
from inbox.newer import GONE

MOST = 3


def rivals_of(draft: Draft) -> list[str]:
    """Whole sentences, the newest first: what waits beside it, and what left or is about to."""
    if draft.answers_id is None:
        return []
    waits = Draft.objects.filter(answers=draft.answers_id, state__in=WAITING).exclude(pk=draft.pk)
    said = [
        _("%(member)s’s reply to the same message waits for approval too.") % {"member": one.author}
        for one in waits.select_related("author").defer("image").order_by("-pk")[:MOST]
    ]
    sent = Delivery.objects.filter(answers=draft.answers_id).exclude(draft=draft).exclude(state__in=GONE)
    return said + [
        _("%(member)s has answered the same message already.") % {"member": one.member}
        for one in sent.select_related("member").defer("record").order_by("-pk")[:MOST]
    ]
