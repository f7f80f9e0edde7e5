"""The API's description: the OpenAPI document, and a page that people read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.door import Door
from accounts.scopes import AREAS

METHODS = ("get", "post", "patch", "delete")
USUAL = ("400", "401", "403", "404", "406", "415", "429", "500", "503")
"""Refusals that every address has; the page tells of them once."""


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter, or a field of a body."""

    name: str
    kind: str
    must: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method."""

    key: str
    method: str
    path: str
    summary: str
    about: list[str]
    parameters: list[Input]
    fields: list[Input]
    body: str
    answer: str
    answers: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One resource."""

    name: str
    operations: list[Operation]


class Schema(Door):
    """The OpenAPI 3.1 document; no secret, so it needs no token."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    throttle_classes: Any = ()
    http_method_names: Any = ("get", "head", "options")
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nobody is asked for anything."""

    def get(self, request: Request) -> Response:
        """The document."""
        return Response(document(), headers={"Cache-Control": "public, max-age=300"})


@cache
def document() -> dict[str, Any]:
    """Made once for each process: it changes with the program only."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@login_required
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Everything that programs can ask and do, for people to read."""
    return render(
        request, "config/reference.html", {"chapters": chapters(), "areas": AREAS, "address": settings.LIAISON_URL}
    )


@cache
def chapters() -> list[Chapter]:
    """The document by resource."""
    whole = document()
    found: dict[str, list[Operation]] = {}
    for path, item in whole["paths"].items():
        for method in METHODS:
            if method in item:
                said = item[method]
                found.setdefault(said["tags"][0], []).append(
                    _operation(path, method, said, whole["components"]["schemas"])
                )
    return [Chapter(name, operations) for name, operations in found.items()]


def _operation(path: str, method: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    content = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    good: dict[str, Any] = next((answer for status, answer in said["responses"].items() if status.startswith("2")), {})
    shown = good.get("content", {}).get("application/json", {})
    return Operation(
        key=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        about=said.get("description", "").split("\n\n"),
        parameters=[
            _input(one["name"], one["schema"], one.get("required", False), one) for one in said.get("parameters", [])
        ],
        fields=_fields(content.get("schema", {}), schemas),
        body=_written(content.get("example")) if content else "",
        answer=_written(shown.get("example")) if shown else "",
        answers=[status for status in said["responses"] if status not in USUAL],
    )


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> list[Input]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    must = schema.get("required", [])
    return [_input(name, one, name in must, one) for name, one in schema.get("properties", {}).items()]


def _input(name: str, schema: dict[str, Any], must: bool, said: dict[str, Any]) -> Input:
    return Input(name, _kind(schema), must, said.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return " / ".join(_kind(one) for one in schema[key])
    if "enum" in schema:
        return ", ".join(str(one) for one in schema["enum"])
    kind = schema.get("type", _("any"))
    if kind == "array":
        return _("list of %(kind)s") % {"kind": _kind(schema.get("items", {}))}
    words = " / ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words


def _written(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)
