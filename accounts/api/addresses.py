"""The addresses of a resource, with what the schema says of each."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from accounts.api.problems import MEDIA_TYPE, TITLES
from accounts.api.resources import Act, Look, Resource
from accounts.api.rows import ActDoor, ListDoor, LookDoor, ResourceDoor, RowDoor, WideDoor
from accounts.api.shapes import ProblemShape, page_of

HEADER: Any = OpenApiParameter.HEADER
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    HEADER,
    description="Any word of yours for this very request: sent again with it, nothing happens twice. Kept 48 hours.",
    pattern=r"^[\x21-\x7e]{1,255}$",
)
MUST_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, HEADER, required=False, description="The ETag of the state that you change; must be."
)
MAY_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, HEADER, required=False, description="Act only if it still stands as with this ETag."
)
NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, HEADER, required=False, description="The ETag that you have: 304 if it stands."
)
TAG = OpenApiParameter("ETag", OpenApiTypes.STR, HEADER, response=[200, 201], description="Names this state.")


def problems(*statuses: int) -> dict[Any, Any]:
    """How these refusals look in the schema; who asks and how often is asked everywhere."""
    every = sorted({400, 401, 403, 404, 406, 429, 500, 503, *statuses})
    return {(status, MEDIA_TYPE): ProblemShape for status in every if status in TITLES}


def addresses(resource: Resource) -> list[URLPattern]:
    """List, row, what can be read beside a row, and acts."""
    name = resource.name
    found = [path(f"{name}/", _list(resource).as_view(), name=f"{name}-list")]
    found += [
        path(f"{name}/{act.name}/", _wide(resource, act).as_view(), name=f"{name}-{act.name}") for act in resource.wide
    ]
    if not resource.is_one:
        found.append(path(f"{name}/<int:pk>/", _row(resource).as_view(), name=name))
    for look in resource.looks:
        found.append(path(f"{name}/<int:pk>/{look.name}/", _look(resource, look).as_view(), name=f"{name}-{look.name}"))
    return found + acts_of(resource)


def acts_of(resource: Resource) -> list[URLPattern]:
    """Its acts alone: for those that another room adds to a resource."""
    name = resource.name
    return [
        path(f"{name}/<int:pk>/{act.name}/", _act(resource, act).as_view(), name=f"{name}-{act.name}")
        for act in resource.acts
    ]


def _named(resource: Resource, word: str) -> str:
    return f"{resource.name}_{word}".replace("-", "_")


def _first(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).removesuffix(".")


def _said(
    resource: Resource, act: Act, *, status: int, parameters: list[OpenApiParameter], extra: tuple[int, ...]
) -> Any:
    """The schema of one act."""
    shape: Any = act.shown or resource.shown
    shown = shape(many=True) if act.many else shape
    answers: dict[Any, Any] = {status: shown if status != 204 else None}
    if status == 200 and act.shown is None:
        answers[204] = None
    scope = f"\n\nNeeds the scope `{act.scope}`; the right is that of `{act.verb}`."
    return extend_schema(
        summary=_first(act.says),
        description=" ".join(act.says.split()) + scope,
        request=act.given or None,
        responses=answers | problems(409, 415, *extra),
        parameters=parameters,
        tags=[resource.name],
    )


def _door(base: type[ResourceDoor], resource: Resource, word: str, **more: Any) -> Any:
    made = type(f"{resource.one}{word.title().replace('-', '')}Door", (base,), {"resource": resource, **more})
    made.__doc__ = resource.about
    return made


def _reading(resource: Resource, word: str, shown: Any, parameters: list[Any], more: dict[Any, Any]) -> Any:
    about = f"{resource.about}\n\nNeeds the scope `{resource.area}.read`."
    return extend_schema(
        operation_id=_named(resource, word),
        summary=f"{'List' if word == 'list' else 'Read one of'} {resource.name.replace('-', ' ')}",
        description=about,
        responses={200: shown, **more, **problems()},
        parameters=parameters,
        tags=[resource.name],
    )


def _list(resource: Resource) -> Any:
    made = _door(
        ListDoor, resource, "list", http_method_names=["get", "head", "options", *(["post"] if resource.create else [])]
    )
    page = page_of(resource.one, resource.shown)
    made.get = _reading(resource, "list", page, [resource.asked], {})(_copied(ListDoor.get))
    if resource.create:
        said = _said(resource, resource.create, status=201, parameters=[KEY, TAG], extra=(422,))
        made.post = extend_schema(operation_id=_named(resource, "create"))(said(_copied(ListDoor.post)))
    return made


def _row(resource: Resource) -> Any:
    words = {"patch": resource.change, "delete": resource.remove}
    allowed = ["get", "head", "options", *(method for method, act in words.items() if act)]
    made = _door(RowDoor, resource, "row", http_method_names=allowed)
    made.get = _reading(resource, "get", resource.shown, [NONE_MATCH, TAG], {304: None})(_copied(RowDoor.get))
    if resource.change:
        said = _said(resource, resource.change, status=200, parameters=[MUST_MATCH, TAG], extra=(412, 428))
        made.patch = extend_schema(operation_id=_named(resource, "change"))(said(_copied(RowDoor.patch)))
    if resource.remove:
        said = _said(resource, resource.remove, status=204, parameters=[MUST_MATCH], extra=(412, 428))
        made.delete = extend_schema(operation_id=_named(resource, "remove"))(said(_copied(RowDoor.delete)))
    return made


def _act(resource: Resource, act: Act) -> Any:
    made = _door(ActDoor, resource, act.name, deed=act, http_method_names=["post", "options"])
    said = _said(resource, act, status=200, parameters=[KEY, MAY_MATCH, TAG], extra=(412, 422))
    made.post = extend_schema(operation_id=_named(resource, act.name))(said(_copied(ActDoor.post)))
    return made


def _look(resource: Resource, look: Look) -> Any:
    made = _door(LookDoor, resource, look.name, sight=look, http_method_names=["get", "head", "options"])
    said = extend_schema(
        operation_id=_named(resource, look.name),
        summary=_first(look.says.partition(":")[0]),
        description=f"{look.says}\n\nNeeds the scope `{resource.area}.read`.",
        responses={200: look.shown, **problems()},
        tags=[resource.name],
    )
    made.get = said(_copied(LookDoor.get))
    return made


def _wide(resource: Resource, act: Act) -> Any:
    made = _door(WideDoor, resource, act.name, deed=act, http_method_names=["post", "options"])
    said = _said(resource, act, status=200, parameters=[KEY], extra=(422,))
    made.post = extend_schema(operation_id=_named(resource, act.name))(said(_copied(WideDoor.post)))
    return made


def _copied(method: Any) -> Any:
    """A method of its own, so that what the schema says of one door is not said of another."""

    def own(self: Any, request: Any, **place: Any) -> Any:
        return method(self, request, **place)

    own.__name__, own.__doc__ = method.__name__, method.__doc__
    return own
