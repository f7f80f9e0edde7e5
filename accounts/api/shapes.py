"""What goes in and out: bodies that refuse what they do not know, numbers of rows, pages of rows, problems."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from accounts.models import Member

GREATEST = 2**63 - 1
MOST_ROWS, ROWS = 200, 50


def explained(shape: type[serializers.BaseSerializer[Any]], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with what `meanings` of the shape, and of those it is made from, say of them."""
    for kind in reversed(shape.__mro__):
        for name, text in vars(kind).get("meanings", {}).items():
            if name in fields:
                fields[name].help_text = text
    return fields


class Explained(serializers.Serializer[Any]):
    """Any shape: `meanings` says in the document what a field's name does not say whole."""

    meanings: ClassVar[Mapping[str, str]] = {}

    def get_fields(self) -> dict[str, Any]:
        """Each with its meaning."""
        return explained(type(self), super().get_fields())


class Strict(Explained):
    """A body, or the parameters of a list: names that it does not know are mistakes."""

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError naming every unknown field."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(str(name) for name in set(data) - known):
                raise serializers.ValidationError({name: [_("There is no such field here.")] for name in unknown})
        return super().to_internal_value(data)


class StrictSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Says in the schema that unknown fields are refused."""

    target_class = Strict
    match_subclasses = True
    priority = 1

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        """The usual schema, closed."""
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False}


class Shape[Row: Model](serializers.ModelSerializer[Row]):
    """How a row is told: what may be empty says so in the schema, too."""

    meanings: ClassVar[Mapping[str, str]] = {}

    def get_fields(self) -> dict[str, Any]:
        """An address that may be empty is plain text; an empty choice is one of the choices."""
        fields = super().get_fields()
        columns = {field.name: field for field in self.Meta.model._meta.get_fields()}  # type: ignore[attr-defined]
        for name, field in fields.items():
            if not getattr(columns.get(name), "blank", False):
                continue
            if isinstance(field, serializers.ChoiceField):
                field.allow_blank = True
            elif isinstance(field, serializers.EmailField):
                fields[name] = serializers.CharField(read_only=True)
        return explained(type(self), fields)


class Known(serializers.PrimaryKeyRelatedField[Any]):
    """The number of a row that exists for whoever asks; `rows` finds those."""

    default_error_messages = {  # noqa: RUF012
        "does_not_exist": "There is none with the number {pk_value}, or it is closed to you.",
    }

    def __init__(self, rows: Callable[[Member], QuerySet[Any]], model: type[Model], **options: Any) -> None:
        self.find, self.made_of = rows, (rows, model, options)
        number = serializers.IntegerField(min_value=1, max_value=GREATEST)
        super().__init__(queryset=model._default_manager.none(), pk_field=number, **options)

    def get_queryset(self) -> QuerySet[Any]:
        """Of those that the member may see."""
        return self.find(self.context["by"])

    def __deepcopy__(self, memo: dict[int, Any]) -> Known:
        """As REST framework copies fields: made again from what they were made of."""
        rows, model, options = self.made_of
        return type(self)(rows, model, **options)


class Finite(serializers.FloatField):
    """A number that can be reckoned with: "nan" and "inf" are words."""

    def to_internal_value(self, data: Any) -> float:
        """Raises ValidationError for what is none."""
        found = super().to_internal_value(data)
        if not math.isfinite(found):
            self.fail("invalid")
        return found


class Listed(Strict):
    """What every list takes."""

    after = serializers.CharField(required=False, max_length=200, help_text="Where the page before ended: its `next`.")
    limit = serializers.IntegerField(
        required=False, default=ROWS, min_value=1, max_value=MOST_ROWS, help_text="How many rows a page has."
    )


class FieldErrorShape(Explained):
    """A mistake in one field; an empty name is the whole body."""

    meanings: ClassVar = {
        "field": "Its name; empty for the whole body.",
        "detail": "A whole sentence for people.",
    }

    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class ProblemShape(Explained):
    """Problem details, RFC 9457."""

    meanings: ClassVar = {
        "title": "The status in words.",
        "status": "That of the answer.",
    }

    type = serializers.CharField(help_text="about:blank, or urn:liaison:problem:… where the status says too little.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A whole sentence for people.")

    def get_fields(self) -> dict[str, Any]:
        """With the mistakes, whose name REST framework keeps for itself."""
        return {
            **super().get_fields(),
            "errors": FieldErrorShape(many=True, required=False, help_text="Each mistake in a field."),
        }

    request_id = serializers.CharField(required=False, help_text="Tell it to your administrators; it is in the logs.")
    present = serializers.DictField(
        required=False, allow_null=True, help_text="How it stands now: with 409, 412 and 428, when you may see it."
    )


def page_of(name: str, shown: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The shape of one page of such rows."""
    fields = {
        "items": shown(many=True, help_text="The rows of this page."),
        "next": serializers.CharField(
            allow_null=True, help_text="Ask with after= this for the next page; null at the end."
        ),
    }
    return type(f"{name}Page", (serializers.Serializer,), {**fields, "__doc__": "One page of a list."})
