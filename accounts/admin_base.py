"""Django's admin with our rule kept: only actions write. Every admin class here descends from ActionAdmin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import Member
from accounts.permissions import may
from accounts.views.common import member_of


class ActionAdmin[M: Model](admin.ModelAdmin[M]):
    """Shows rows; changes them only through the verbs that a subclass names.

    A subclass sets `create_verb`, `change_verb`, `remove_verb` to verbs of the table of
    rights and overrides create_row, change_row, remove_row to call their actions. Without
    a verb the admin offers no such button and refuses the address.
    """

    create_verb: ClassVar[str] = ""
    change_verb: ClassVar[str] = ""
    remove_verb: ClassVar[str] = ""
    editable: ClassVar[Sequence[str]] = ()
    """Fields that the form may change; all others are shown only."""

    def create_row(self, form: ModelForm[M], by: Member) -> M:
        """Call the action of create_verb with the form's cleaned data."""
        raise NotImplementedError

    def change_row(self, row: M, form: ModelForm[M], by: Member) -> M:
        """Call the action of change_verb; `row` is as it stands in the database."""
        raise NotImplementedError

    def remove_row(self, row: M, by: Member) -> None:
        """Call the action of remove_verb."""
        raise NotImplementedError

    # What Django's admin calls.

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> list[str]:
        """Everything but the editable fields."""
        return [field.name for field in self.opts.fields if field.name not in self.editable and field.name != "id"]

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """The editable fields first."""
        return [*self.editable, *(self.get_readonly_fields(request, obj) if obj else ())]

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Through a verb, never obj.save()."""
        by = member_of(request)
        if change:
            stored = self.model._default_manager.get(pk=obj.pk)
            self.change_row(stored, form, by)
        else:
            obj.pk = self.create_row(form, by).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is saved beside the verb."""

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        """Through a verb, never obj.delete()."""
        self.remove_row(obj, member_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Row by row through the verb: each leaves its event."""
        for row in queryset:
            self.delete_model(request, row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where there is a verb for it."""
        return self._may(request, self.create_verb)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Only where there is a verb for it."""
        return self._may(request, self.change_verb, obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Only where there is a verb for it."""
        return self._may(request, self.remove_verb, obj)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Administrators read everything that is registered."""
        return request.user.is_active and member_of(request).is_administrator

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal has it already."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal has it already."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The journal has it already."""

    @staticmethod
    def _may(request: HttpRequest, verb: str, obj: Model | None = None) -> bool:
        return bool(verb) and request.user.is_authenticated and may(member_of(request), verb, obj)
