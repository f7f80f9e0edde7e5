"""What the OpenAPI document says beyond what the doors say of themselves: links, examples, closed bodies."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

METHODS = ("get", "post", "patch", "delete")
NOTHING = {"type": "string", "maxLength": 0}
HOME = "https://inbox.example.com"
WORDS = {
    "call_cost": "35.00",
    "call_share": "0.250",
    "code": "CS",
    "currency": "EUR",
    "languages": "en",
    "zone": "Europe/Berlin",
    "page": f"{HOME}/reports/",
    "conversations": f"{HOME}/api/v1/metrics/coverage/conversations/",
    "csv": f"{HOME}/api/v1/metrics/coverage/conversations/csv/",
    "pdf": f"{HOME}/reports/report.pdf",
    "url": "https://example.com/post/1",
}
"""Texts of examples whose name alone would say too little."""


class Schema(AutoSchema):
    """As drf-spectacular has it; ids of operations and tags are given by the doors."""

    def get_filter_parameters(self) -> list[Any]:
        """Lists name their parameters themselves."""
        return []

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """What is told of a conversation is a Conversation in a generated client."""
        return type(serializer).__name__.removesuffix("Shape")


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """After everything else: a link from each row that is told to what can be done with it."""
    _loosen(result)
    _link(result["paths"])
    for item in result["paths"].values():
        for method in METHODS:
            if method in item:
                _exemplify(item[method], result["components"]["schemas"])
    return result


def _loosen(schema: Any) -> None:
    """ "Anything, or null" is anything: null would be two of the two. So would an empty text be, beside an address."""
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        if isinstance(inner, dict) and inner.get("oneOf") == [{}, {"type": "null"}]:
            del inner["oneOf"]
        if isinstance(inner, dict) and NOTHING in inner.get("oneOf", ()):
            inner["anyOf"] = inner.pop("oneOf")
        _loosen(inner)


def _link(paths: dict[str, Any]) -> None:
    rows = {path: item for path, item in paths.items() if path.endswith("/{id}/") and "get" in item}
    for path, item in rows.items():
        base = path.removesuffix("{id}/")
        around = [one for other, one in paths.items() if other.startswith(path)]
        targets = [one[method]["operationId"] for one in around for method in METHODS if method in one]
        made = paths.get(base, {})
        sources = [
            (made.get("post"), "201", "/id"),
            (made.get("get"), "200", "/items/0/id"),
            (item["get"], "200", "/id"),
        ]
        for operation, status, pointer in sources:
            answer = (operation or {}).get("responses", {}).get(status)
            if answer and "content" in answer:
                answer["links"] = {
                    name: {"operationId": name, "parameters": {"id": f"$response.body#{pointer}"}} for name in targets
                }


def _exemplify(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content.setdefault("example", example(content["schema"], schemas))
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for content in answer.get("content", {}).values():
                content.setdefault("example", example(content["schema"], schemas))


def example(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """A value that fits, the same each time."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, name)
    given = next((schema[key] for key in ("example", "default") if key in schema), None)
    if given is not None:
        return given
    if "enum" in schema:
        return schema["enum"][0]
    inner = next((schema[key][0] for key in ("allOf", "oneOf", "anyOf") if key in schema), None)
    return example(inner, schemas, name) if inner is not None else _of_kind(schema, schemas, name)


def _of_kind(schema: dict[str, Any], schemas: dict[str, Any], name: str) -> Any:
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {key: example(inner, schemas, key) for key, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}), schemas, name)] * max(1, schema.get("minItems", 1))
    return _plain(kind, schema, name)


def _plain(kind: str, schema: dict[str, Any], name: str) -> Any:
    if kind == "integer":
        return min(max(7, schema.get("minimum", 7)), schema.get("maximum", 7))
    if kind == "number":
        return 1.5
    if kind == "boolean":
        return True
    by_format = {
        "date-time": "2026-11-19T12:00:00Z",
        "date": "2026-11-19",
        "uuid": "2f3c6a51-2a0b-4c6e-9a43-0d7f4b0f2b11",
        "email": "mira@example.com",
        "uri": "https://example.com/post/1",
    }
    return by_format.get(schema.get("format", "")) or WORDS.get(name) or name.replace("_", " ") or "text"
