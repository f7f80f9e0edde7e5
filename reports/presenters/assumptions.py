"""What numbers in money rest on, as a reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Member
from reports.models import Assumption
from reports.scope import readable


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """One version, and which department was sales in it, in words."""

    row: Assumption
    sales: str


def assumption_rows(member: Member) -> list[AssumptionRow]:
    """Every version, the latest first; of a department that does not exist for the reader only that there is one."""
    names = {one.pk: one.name for one in readable(member)}
    hidden, nobody = _("a closed department"), _("nobody yet")
    return [
        AssumptionRow(row, names.get(row.sales_id, hidden) if row.sales_id else nobody)
        for row in Assumption.objects.select_related("set_by")
    ]
