"""Each example in the API's description fits what it is an example of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema_rs import Draft202012Validator

from config.reference import METHODS, document


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body that is taken or answered, with where it stands."""
    for path, item in document()["paths"].items():
        for method in METHODS:
            said = item.get(method, {})
            bodies = {"body": said.get("requestBody", {}), **said.get("responses", {})}
            for status, body in bodies.items():
                for kind, content in body.get("content", {}).items():
                    if (status == "body" or status.startswith("2")) and kind == "application/json":
                        yield f"{method} {path} {status}", content


def test_every_example_fits_its_schema() -> None:
    components = document()["components"]
    wrong, checked = [], 0
    for place, content in contents():
        errors = Draft202012Validator({"components": components, **content["schema"]}).iter_errors(content["example"])
        wrong += [f"{place}: {'.'.join(map(str, error.instance_path))}: {error.message}"[:200] for error in errors]
        checked += 1
    assert checked > 200
    assert wrong == []


def test_numbers_of_reports_are_shown_as_they_come() -> None:
    told = {place: content["example"] for place, content in contents()}
    metric = told["get /api/v1/metrics/{metric}/ 200"]
    assert metric["now"]["amounts"] == [{"currency": "EUR", "amount": 1.5}]
    assert set(metric["now"]) == set(metric["before"])
    several = told["get /api/v1/metrics/ 200"]
    assert several["against"] == several["period"] == {**several["period"], "zone": "Europe/Berlin"}
    assert metric["behind"][0]["page"].startswith("https://")
    assert "begun" in told["get /api/v1/objectives/{id}/progress/ 200"]
    assert "begun_with" not in told["get /api/v1/objectives/{id}/ 200"]
    assert told["get /api/v1/reports/posts/{id}/ 200"]["counts"][0]["counted"]["likes"] == 7
