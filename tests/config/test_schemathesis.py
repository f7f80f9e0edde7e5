"""Whatever fits the document, and much that does not, is sent to every address by tokens of six kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache as limits
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from accounts.actions import memberships, programs
from accounts.models import Role
from accounts.scopes import AREAS
from config.reference import document
from inbox.api.table import RESOURCES as INBOX
from inbox.models import Post
from reports.api.table import RESOURCES as REPORTS
from routing.api.table import RESOURCES as ROUTING
from tests.cast import Cast
from tests.company import furnish
from tests.programs import Program, program_of

pytestmark = [pytest.mark.django_db, pytest.mark.patient]

CHECKS: list[Any] = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.response_headers_conformance,
]
RESOURCES = {resource.name: resource for resource in (*INBOX, *ROUTING, *REPORTS)}


def _held(cast: Cast) -> Program:
    return program(cast)


KINDS: dict[str, Callable[[Cast], Program]] = {
    "an administrator's": lambda cast: program_of(cast.ada),
    "a lead's": lambda cast: program_of(cast.ana),
    "an agent's": lambda cast: program_of(cast.ben),
    "an outsider's": lambda cast: program_of(cast.nora),
    "one that only reads": lambda cast: program_of(cast.ada, scopes=[f"{area}.read" for area in AREAS]),
    "a program's, held to a department": _held,
}
EACH, MANY = 3, 60
"""Cases of each sort for each operation and token: in CI, and in the long form (-m long)."""
WALKS, LONG_WALKS = 20, 400


def program(cast: Cast) -> Program:
    """A program of Customer Service and Marketing, whose token is held to one of them."""
    crm = programs.create(name="CRM", by=cast.ada)
    for department in (cast.service, cast.marketing):
        memberships.grant(crm, department=department, role=Role.AGENT, by=cast.ada)
    scopes = [f"{area}.write" for area in AREAS]
    until = timezone.now() + timedelta(days=1)
    _token, secret = programs.issue(
        crm, name="Live", scopes=scopes, until=until, departments=[cast.service], by=cast.ada
    )
    return Program(secret)


@cache
def schema() -> Any:
    """The document, as sent to this very product."""
    made = schemathesis.openapi.from_dict(document())
    made.app = get_wsgi_application()
    return made


def operations() -> list[Any]:
    """Every address and method."""
    return [found.ok() for found in schema().get_all_operations()]


def rows_of(operation: Any) -> list[int]:
    """Numbers of rows that exist, for an address that names one."""
    name = operation.path.removeprefix("/api/v1/").split("/")[0]
    resource = RESOURCES.get(name)
    is_post = operation.path.startswith("/api/v1/reports/posts/")
    if "{id}" not in operation.path or not (resource or is_post):
        return []
    model: Any = resource.shown.Meta.model if resource else Post  # type: ignore[attr-defined]
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:5])


def cases(operation: Any, mode: GenerationMode) -> st.SearchStrategy[Any]:
    """Cases of one operation; half of those that name a row name one that exists."""
    given_: st.SearchStrategy[Any] = operation.as_strategy(generation_mode=mode)
    known = rows_of(operation)
    if not known:
        return given_

    def pointed(pair: tuple[Any, int | None]) -> Any:
        case, number = pair
        if number is not None:
            case.path_parameters = {"id": number}
        return case

    return st.tuples(given_, st.sampled_from([None, *known, *known])).map(pointed)


def send(case: Any, program: Program) -> Any:
    """The answer; whatever it did is undone."""
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {program.secret}"}
    if case.method in {"PATCH", "DELETE"}:
        case.headers["If-Match"] = "*"
    case.headers.pop("Idempotency-Key", None)
    mark = transaction.savepoint_create()
    try:
        return case.call()
    finally:
        transaction.savepoint_rollback(mark)


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> Iterator[None]:
    """As often as one likes, and all in the transaction of the test."""
    settings.API_TOKEN_RATE = settings.API_MEMBER_RATE = 10_000_000
    settings.ALLOWED_HOSTS = ["*"]
    limits.clear()
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


def failures_of(program: Program, mode: GenerationMode, count: int) -> list[str]:
    """What was wrong, by operation."""
    found: list[str] = []
    quiet = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    for operation in operations():
        if operation.path.startswith("/api/v1/push/"):
            continue

        def check(case: Any) -> None:
            answer = send(case, program)
            case.validate_response(answer, checks=CHECKS)

        try:
            quiet(given(cases(operation, mode))(check))()
        except BaseException as error:
            found.append(f"{operation.label}: {error}"[:1500])
    return found


@pytest.mark.parametrize("count", [EACH, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_every_answer_is_one_that_the_document_names(cast: Cast, kind: str, mode: GenerationMode, count: int) -> None:
    furnish(cast)
    program = KINDS[kind](cast)
    failures = failures_of(program, mode, count)
    assert not failures, "\n\n".join(failures)


def test_no_address_ignores_who_asks(cast: Cast) -> None:
    furnish(cast)
    opened = []
    for secret in ("", "lia_nothing"):
        for operation in operations():
            case = operation.Case(path_parameters=dict.fromkeys(re.findall(r"{(\w+)}", operation.path), 1))
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            answer = case.call(headers=headers)
            if answer.status_code != 401:
                opened.append(f"{operation.label}: {answer.status_code}")
    assert opened == []


@pytest.mark.parametrize("count", [WALKS, pytest.param(LONG_WALKS, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", KINDS)
def test_links_lead_from_what_is_told_to_what_can_be_done_with_it(cast: Cast, kind: str, count: int) -> None:
    furnish(cast)
    program, followed = KINDS[kind](cast), set[str]()

    class Walk(schema().as_state_machine()):  # type: ignore[misc]
        """Goes from one answer to the next address by the links of the document."""

        def before_call(self, case: Any) -> None:
            """Ask with this token, for the state that is there."""
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {program.secret}", "If-Match": "*"}
            case.headers.pop("Idempotency-Key", None)

        def validate_response(self, response: Any, case: Any, additional_checks: Any = None, **more: Any) -> None:
            """As everywhere here."""
            case.validate_response(response, checks=CHECKS)
            if "{id}" in case.operation.path and response.status_code < 300:
                followed.add(case.operation.label)

    Walk.run(
        settings=settings(
            max_examples=count,
            stateful_step_count=6,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
    )
    assert followed, "No link led to a row."
