"""Pages of tokens: made, shown once, replaced, ended; one's own, and programs' by administrators."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import programs
from accounts.models import Event, Member, Token
from tests.cast import Cast
from tests.programs import Program, program_of

pytestmark = pytest.mark.django_db


def client_of(member: Member) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(member)
    return client


def form(**changed: Any) -> dict[str, Any]:
    """What is typed for a new token."""
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"name": "Sync", "until": until, "area-conversations": "write", "area-events": "read", **changed}


def secret_in(answer: Any) -> str:
    """The secret that a page shows; empty when it shows none."""
    found = re.search(r'value="(lia_[\w-]+)"', answer.content.decode())
    return found[1] if found else ""


def test_a_member_makes_a_token_and_sees_it_once(cast: Cast) -> None:
    browser = client_of(cast.ben)
    made = browser.post("/me/tokens/", form())
    secret = secret_in(made)
    assert made["Cache-Control"] == "private, no-store"
    assert Program(secret).get("/conversations/").status_code == 200
    assert Program(secret).get("/contacts/").status_code == 403
    page = browser.get("/me/tokens/").content.decode()
    assert secret not in page
    assert secret[:8] in page
    assert Token.objects.get().scopes == ["conversations.write", "events.read"]


def test_it_opens_until_the_end_of_the_day_that_was_chosen(cast: Cast) -> None:
    client_of(cast.ben).post("/me/tokens/", form())
    token = Token.objects.get()
    assert timezone.localtime(token.expires_at).date() == timezone.localdate() + timedelta(days=31)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Fill in"),
        ({"area-conversations": "", "area-events": ""}, "Choose at least one thing that it may read or write."),
        ({"until": "2020-01-01"}, "Choose a day within two years until which the token opens."),
        ({"area-events": "own"}, "is none of the choices"),
    ],
)
def test_what_makes_no_sense_is_told_at_the_form(cast: Cast, changed: dict[str, Any], sentence: str) -> None:
    page = client_of(cast.ben).post("/me/tokens/", form(**changed))
    assert sentence in page.content.decode()
    assert Token.objects.count() == 0


def test_departments_of_a_token_are_those_that_exist_for_the_member(cast: Cast) -> None:
    browser = client_of(cast.ben)
    assert "Marketing" in browser.get("/me/tokens/").content.decode()
    browser.post("/me/tokens/", form(departments=[cast.hr.pk]))
    assert Token.objects.count() == 0
    browser.post("/me/tokens/", form(departments=[cast.service.pk]))
    assert list(Token.objects.get().departments.all()) == [cast.service]


def test_a_token_is_replaced_and_the_new_secret_shown_once(cast: Cast) -> None:
    old = program_of(cast.ben)
    assert old.token is not None
    answer = client_of(cast.ben).post(f"/me/tokens/{old.token.pk}/rotate/", {"hours": 24})
    assert [one.get("/conversations/").status_code for one in (old, Program(secret_in(answer)))] == [200, 200]


def test_a_token_is_revoked(cast: Cast) -> None:
    ben = program_of(cast.ben)
    assert ben.token is not None
    assert client_of(cast.ben).post(f"/me/tokens/{ben.token.pk}/revoke/").status_code == 302
    assert ben.get("/conversations/").status_code == 401


def test_others_tokens_do_not_exist(cast: Cast) -> None:
    token = program_of(cast.ben).token
    assert token is not None
    for word in ("rotate", "revoke"):
        assert client_of(cast.ada).post(f"/me/tokens/{token.pk}/{word}/", {"hours": 0}).status_code == 404


def test_an_administrator_makes_a_program_and_its_token(cast: Cast) -> None:
    browser = client_of(cast.ada)
    made = browser.post("/console/programs/", {"name": "CRM"})
    crm = Member.objects.get(is_program=True)
    assert made["Location"] == f"/console/programs/{crm.pk}/"
    answer = browser.post(made["Location"], form())
    assert Program(secret_in(answer)).get("/conversations/").status_code == 200
    token = Token.objects.get()
    fresh = browser.post(f"/console/programs/{crm.pk}/rotate/{token.pk}/", {"hours": 0})
    assert Program(secret_in(fresh)).get("/conversations/").status_code == 200
    assert "CRM" in browser.get("/console/programs/").content.decode()


def test_an_administrator_withdraws_a_members_token(cast: Cast) -> None:
    ben = program_of(cast.ben)
    assert ben.token is not None
    browser = client_of(cast.ada)
    assert "Ben Okafor" in browser.get("/console/programs/").content.decode()
    assert browser.post(f"/console/tokens/{ben.token.pk}/withdraw/")["Location"] == "/console/programs/"
    assert ben.get("/conversations/").status_code == 401
    assert Event.objects.filter(verb="token.withdraw").count() == 1


def test_programs_are_administrators_matter(cast: Cast) -> None:
    crm = programs.create(name="CRM", by=cast.ada)
    for member in (cast.ana, cast.nora):
        browser = client_of(member)
        for address in ("/console/programs/", f"/console/programs/{crm.pk}/"):
            assert browser.get(address).status_code == 403
        assert browser.post("/console/programs/", {"name": "X"}).status_code == 403
    assert Client().get("/console/programs/").status_code == 302


def test_the_reference_tells_of_every_address_and_brings_everything_itself(cast: Cast) -> None:
    page = client_of(cast.nora).get("/api/").content.decode()
    for words in ("/api/v1/conversations/{id}/resolve/", "Idempotency-Key", "conversations.write", "sla-policies"):
        assert words in page
    assert re.findall(r'(?:src|href)="https?://', page) == []


def test_the_document_is_openapi_3_1_and_needs_no_token(cast: Cast) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/conversations/{id}/approve/" not in told["paths"]
    assert told["paths"]["/api/v1/drafts/{id}/approve/"]["post"]["operationId"] == "drafts_approve"
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_who_gives_a_program_work_stays_on_its_page(cast: Cast) -> None:
    made = programs.create(name="Ticket shop", by=cast.ada)
    browser, page = client_of(cast.ada), f"/console/programs/{made.pk}/"
    given = browser.post(f"/people/{made.pk}/grant/", {"department": cast.service.pk, "role": "agent"})
    assert given["Location"] == page
    place = made.memberships.get()
    assert browser.post(f"/people/{made.pk}/revoke/{place.pk}/")["Location"] == page
    assert not made.memberships.exists()
