"""What numbers in money rest on, and from which month on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department

CALL_SHARE, CALL_COST, CURRENCY, TOUGH_HOURS = Decimal("0.30"), Decimal("35.00"), "USD", 4
"""What holds until somebody says otherwise."""


class AssumptionQuerySet(models.QuerySet["Assumption"]):
    """Rows are never changed: the last that was set for a month, or for the latest month before, holds."""

    def at(self, month: date) -> Assumption:
        """What holds in a month, by any of its days; the defaults before anybody set anything."""
        first = month.replace(day=1)
        return self.filter(month__lte=first).order_by("-month", "-pk").first() or Assumption(month=first)

    def spans(self) -> list[tuple[date, date, Assumption]]:
        """What held when: the first day, the day on which it held no more, and the assumption; without gaps."""
        last = {one.month: one for one in self.order_by("month", "pk")}
        held = [(date.min, Assumption(month=date.min)), *last.items()]
        ends = [*(first for first, _one in held[1:]), date.max]
        return [(first, end, one) for (first, one), end in zip(held, ends, strict=True)]


class Assumption(models.Model):
    """Holds from the first of a month on, until another one does."""

    month = models.DateField(_("from"))
    call_share = models.DecimalField(
        _("share that would have called"),
        max_digits=4,
        decimal_places=3,
        default=CALL_SHARE,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    call_cost = models.DecimalField(
        _("cost of a call"),
        max_digits=8,
        decimal_places=2,
        default=CALL_COST,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    tough_hours = models.PositiveSmallIntegerField(
        _("hours until a question is tough"),
        default=TOUGH_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    sales = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sales")
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)

    objects: ClassVar = AssumptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(call_share__gte=0, call_share__lte=1), name="assumption_share"),
            models.CheckConstraint(condition=Q(month__day=1), name="assumption_first_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
