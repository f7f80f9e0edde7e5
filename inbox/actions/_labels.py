"""Which label is meant by a word."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from inbox.models import Conversation, Label
from inbox.models.label import LABEL_LENGTH


def tidy(name: str) -> str:
    """The word without needless spaces; raises NotPossible for one that can't be a label's."""
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > LABEL_LENGTH:
        raise NotPossible(_("A label has 1 to %(longest)s characters.") % {"longest": LABEL_LENGTH})
    return name


def meant(name: str, department_id: int | None) -> Label | None:
    """The department's label of that name, else the organisation's; a merged one means the other."""
    scope = Q(department=None) | Q(department=department_id)
    found = Label.objects.filter(scope, name__iexact=name).select_related("merged_into")
    best = found.order_by("merged_into_id", "department_id").first()
    return (best.merged_into or best) if best else None


def labels_that_arrived(wanted: Collection[tuple[Conversation, str]]) -> list[tuple[int, int]]:
    """Conversation and label of each word that came with a message; what nobody used before is made.

    A word on a closed conversation becomes a label of its department, unless the whole
    organisation has it already: what is closed tells nobody outside anything.
    """
    names = {name for _row, name in wanted}
    found = _known(names)
    missing = {(_scope(row), name) for row, name in wanted if not _find(found, row, name)}
    Label.objects.bulk_create(
        [Label(name=name, department_id=department) for department, name in missing], ignore_conflicts=True
    )
    found = _known(names) if missing else found
    pairs = [(row.pk, _find(found, row, name)) for row, name in wanted]
    return [(row, label.pk) for row, label in pairs if label and not label.is_archived]


def _known(names: Collection[str]) -> dict[tuple[int | None, str], Label]:
    rows = Label.objects.filter(name__in=names).select_related("merged_into").order_by("-merged_into_id")
    merged_first = sorted(rows, key=lambda label: label.merged_into is None)
    return {(label.department_id, label.name): label.merged_into or label for label in merged_first}


def _find(found: dict[tuple[int | None, str], Label], row: Conversation, name: str) -> Label | None:
    return found.get((row.department_id, name)) or found.get((None, name))


def _scope(row: Conversation) -> int | None:
    return row.department_id if row.is_closed else None
