"""How a department's new work finds somebody."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.errors import NotPossible
from accounts.events import record
from accounts.models import Department
from accounts.permissions import require
from inbox.models import Label, Placing
from inbox.models.placing import PlacingWay

MOST = 500


@transaction.atomic
def change(
    department: Department,
    *,
    way: str,
    most_open: int,
    match_language: bool,
    topics: Collection[Label] = (),
    by: Actor,
) -> Placing:
    """Set it from now on; what waits is placed by the next sweep.

    Raises NotPossible for a limit that makes no sense, or a topic that the department can't put on anything.
    """
    require(by, "placing.change", department)
    if way not in PlacingWay:
        raise NotPossible(_("Choose how somebody is found."))
    if not 1 <= most_open <= MOST:
        raise NotPossible(_("Choose between one and %(most)d open conversations.") % {"most": MOST})
    usable = set(Label.objects.usable_in(department.pk).values_list("pk", flat=True))
    if any(label.pk not in usable for label in topics):
        raise NotPossible(_("A topic is a label that %(department)s can use.") % {"department": department})
    placing = Placing.objects.select_for_update().filter(department=department).first() or Placing(
        department=department
    )
    placing.way, placing.most_open, placing.match_language = way, most_open, match_language
    placing.save()
    placing.topics.set(topics)
    named = sorted(label.pk for label in topics)
    record("placing.change", placing, by=by, way=way, most_open=most_open, language=match_language, topics=named)
    return placing
