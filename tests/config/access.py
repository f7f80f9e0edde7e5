"""Who gets which answer at every address: what is asked, by whom, and how the table of answers is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Department, Event, Invitation, Member, Membership, Role, Token
from accounts.scopes import AREAS
from inbox import models as inbox
from inbox.actions import merge
from inbox.api.table import RESOURCES as INBOX
from inbox.models import Conversation
from reports.api.table import RESOURCES as REPORTS
from reports.models import Objective
from routing.api.table import RESOURCES as ROUTING
from routing.models import Rehearsal, Rule, SlaPolicy, Spike, WordList, WorkCalendar
from routing.score import PARTS
from tests.cast import Cast, conversation, member
from tests.programs import program_of

METHODS = ("get", "post", "patch", "delete")
RESOURCES = {resource.name: resource for resource in (*INBOX, *ROUTING, *REPORTS)}
ELSEWHERE = ("accounts/", "console/data/", "static/", "api/v1/push/", "api/v1/openapi")
"""What packages and other tests answer for."""
WEEK = "2026-11-16"
ASSUMED = {"month": "2199-01-01", "call_cost": "35.00", "currency": "EUR", "tough_hours": 4}

TAKEN_IN = "rules:\n- name: Taken in\n  when: received\n  if: {all: []}\n  do: [{priority: 3}]"


def soon() -> str:
    """A day to come."""
    return (timezone.localdate() + timedelta(days=60)).isoformat()


def in_days(days: int) -> str:
    """A moment to come."""
    return (timezone.now() + timedelta(days=days)).isoformat()


def work(cast: Cast) -> Conversation:
    """What the addresses of conversations name: the oldest of Customer Service."""
    return Conversation.objects.filter(department=cast.service).order_by("pk")[0]


def other_work(cast: Cast) -> Conversation:
    """Another one of the same channel."""
    rows = Conversation.objects.filter(department=cast.service, channel=cast.channel)
    return rows.exclude(pk=work(cast).pk).order_by("pk")[0]


def joined(cast: Cast) -> Conversation:
    """One that was made part of the oldest, for this one question."""
    part = conversation(cast.channel, "And my seat?")
    merge.merge(part, into=work(cast), by=cast.ada)
    return part


def other_person(_cast: Cast) -> inbox.Contact:
    """Not the one whom the addresses of contacts name."""
    return inbox.Contact.objects.order_by("pk")[1]


def question(_cast: Cast) -> dict[str, Any]:
    """What departments ask of one another."""
    return {"reason": first(inbox.Reason).pk, "question": "May we refund it?", "due_at": in_days(1)}


def late(_cast: Cast) -> dict[str, Any]:
    """When a rule says that something is late."""
    return {"all": [{"field": "text", "op": "says_list", "value": [first(WordList).pk]}]}


BODIES: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "conversations/assign": lambda cast: {"to": cast.ana.pk},
    "conversations/move": lambda cast: {"to": cast.marketing.pk},
    "conversations/resolve": lambda _cast: {"outcome": "answered"},
    "conversations/snooze": lambda _cast: {"until": "2027-01-01T00:00:00Z"},
    "conversations/note": lambda _cast: {"text": "Called back."},
    "conversations/label": lambda _cast: {"name": "Refund"},
    "conversations/prioritise": lambda _cast: {"priority": "high"},
    "conversations/admit": lambda cast: {"member": cast.nora.pk},
    "conversations/correct": lambda cast: {"to": cast.marketing.pk},
    "messages/correct": lambda _cast: {"kind": "language", "value": "fr"},
    "rules/move": lambda _cast: {"place": 1},
    "rules/restore": lambda _cast: {"version": 1},
    "word-lists/restore": lambda _cast: {"version": 1},
    "word-lists": lambda _cast: {"name": "Thanks", "words": ["thanks"]},
    "rehearsals/try": lambda cast: {"text": "Late again.", "channel": cast.channel.pk},
    "tuning/tune": lambda _cast: {"sigmas": 6, "posts": 30, "hours": 24},
    "task-forces/say": lambda _cast: {"status": "All is well."},
    "escalations/answer": lambda _cast: {"text": "Yes."},
    "escalations/decline": lambda _cast: {"reason": "No."},
    "canned-responses/approve": lambda _cast: {"version": 1},
    "labels": lambda cast: {"name": "Fresh", "department": cast.service.pk},
    "departments": lambda _cast: {"name": "Legal", "code": "LG"},
    "views": lambda _cast: {"name": "Fresh", "query": ""},
    "webhooks": lambda _cast: {"name": "Fresh", "address": "https://fresh.example/"},
    "webhooks/replay": lambda _cast: {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
    "channels/map": lambda _cast: {"fields_found": {"text": "body"}},
    "objectives": lambda cast: {
        **{"department": cast.service.pk, "metric": "coverage", "target": 0.95},
        "due_on": soon(),
    },
    "assumptions": lambda _cast: {**ASSUMED, "call_share": "0.3"},
    "briefs/edit": lambda _cast: {"week": WEEK, "agenda": "The strike", "decided": "", "version": 0},
    "brief-mail/subscribe": lambda _cast: {"weekday": 0, "hour": 7},
    "contact-records": lambda _cast: {"system": "Salesforce", "key": "003-88", "consent": {"state": "denied"}},
    "conversations/ask": lambda cast: {"to": [cast.hr.pk], **question(cast)},
    "conversations/transfer": lambda cast: {"to": [cast.hr.pk], **question(cast)},
    "conversations/merge": lambda cast: {"into": other_work(cast).pk},
    "conversations/unmerge": lambda cast: {"part": joined(cast).pk},
    "conversations/unlabel": lambda _cast: {"name": "Refund"},
    "bulk": lambda cast: {"act": "take", "conversations": [work(cast).pk]},
    "messages/fact": lambda _cast: {"text": "Lives in Bern."},
    "drafts": lambda cast: {"conversation": work(cast).pk, "text": "We are sorry."},
    "drafts/attach": lambda _cast: {"picture": None},
    "drafts/schedule": lambda _cast: {"at": in_days(1)},
    "drafts/approve": lambda _cast: {"version": 1},
    "drafts/return": lambda _cast: {"version": 1, "note": "Kinder, please."},
    "drafts/amend": lambda _cast: {"version": 1, "text": "We are very sorry."},
    "drafts/look-again": lambda _cast: {"version": 1, "seen": first(inbox.Message).pk},
    "drafts/delegate": lambda cast: {"to": cast.ana.pk, "until": in_days(3)},
    "deliveries/reschedule": lambda _cast: {"at": in_days(1)},
    "escalations/add-people": lambda cast: {"people": [cast.mia.pk]},
    "escalations/pass-on": lambda cast: {"to": cast.mia.pk},
    "escalations/ask-again": question,
    "contacts/merge": lambda cast: {"into": other_person(cast).pk},
    "contacts/set-apart": lambda cast: {"other": other_person(cast).pk},
    "contacts/compare-again": lambda cast: {"other": other_person(cast).pk},
    "contacts/note": lambda cast: {"text": "Prefers mail.", "department": cast.service.pk},
    "facts": lambda cast: {
        **{"contact": first(inbox.Contact).pk, "text": "Lives in Bern."},
        **{"said_on": "2026-05-03", "department": cast.service.pk},
    },
    "contact-fields": lambda _cast: {"name": "Season ticket", "kind": "text"},
    "attempts": lambda cast: {"network": "push", "name": "Shop", "default_department": cast.service.pk},
    "watches": lambda cast: {
        **{"channel": first(inbox.Watch).channel_id, "kind": "words", "query": "lost property"},
        "department": cast.service.pk,
    },
    "memberships": lambda cast: {"member": cast.nora.pk, "department": cast.service.pk, "role": "agent"},
    "memberships/shadow": lambda cast: {
        **{"member": cast.nora.pk, "of": cast.ben.pk},
        **{"department": cast.service.pk, "until": soon()},
    },
    "invitations": lambda cast: {
        **{"name": "Ida", "email": "ida@northline.example"},
        "roles": [{"department": cast.service.pk, "role": "agent"}],
    },
    "absences": lambda _cast: {"starts_on": soon(), "ends_on": soon()},
    "absences/report": lambda cast: {"member": cast.ben.pk, "starts_on": soon(), "ends_on": soon()},
    "abilities/change": lambda _cast: {"languages": ["fr"]},
    "abilities/assess": lambda cast: {
        "membership": Membership.objects.get(member=cast.ben, department=cast.service).pk,
        "languages": ["fr"],
    },
    "staff": lambda cast: {"channel": cast.channel.pk, "member": cast.tim.pk},
    "roster": lambda cast: {
        **{"channel": cast.channel.pk, "liaison": cast.ana.pk},
        **{"starts_on": soon(), "ends_on": soon()},
    },
    "roster/copy": lambda cast: {"channel": cast.channel.pk, "week": soon()},
    "roster-needs/need": lambda cast: {"channel": cast.channel.pk, "departments": [cast.marketing.pk]},
    "roster-needs/need-everywhere": lambda cast: {"department": cast.service.pk},
    "roster-needs/spare-everywhere": lambda cast: {"department": cast.service.pk},
    "placings/change": lambda cast: {
        **{"department": cast.service.pk, "way": "turn"},
        **{"most_open": 7, "match_language": True},
    },
    "desks/change": lambda cast: {"department": cast.service.pk, "acknowledge_minutes": 5},
    "task-forces": lambda cast: {"name": "Easter", "lead": cast.ben.pk, "members": [cast.mia.pk], "ends_on": soon()},
    "task-forces/add-members": lambda cast: {"members": [cast.nora.pk]},
    "task-forces/remove-member": lambda cast: {"member": cast.mia.pk},
    "task-forces/hand-lead": lambda cast: {"to": cast.ben.pk},
    "task-forces/set-feed": lambda _cast: {"feed": ""},
    "task-forces/set-statement": lambda _cast: {"statement": None},
    "task-forces/extend": lambda _cast: {"ends_on": soon()},
    "task-forces/add-item": lambda _cast: {"text": "Inform the board"},
    "task-forces/decide": lambda _cast: {"text": "We apologise."},
    "checklists": lambda _cast: {"name": "Storm", "lines": ["Inform the board"]},
    "reasons": lambda _cast: {"name": "Asks for the press office"},
    "policies": lambda cast: {
        **{"name": "Replies in private", "steps": [{"department": cast.service.pk, "role": "lead"}]},
        "tree": {"all": [{"field": "visibility", "op": "is", "value": ["private"]}]},
    },
    "labels/merge": lambda _cast: {"into": inbox.Label.objects.get(name="Press").pk},
    "canned-responses": lambda cast: {
        **{"title": "Thanks", "shortcut": "thanks", "text": "Thank you."},
        "department": cast.service.pk,
    },
    "canned-responses/use": lambda cast: {"conversation": work(cast).pk},
    "views/move": lambda _cast: {"up": True},
    "views/share": lambda cast: {"name": "Fresh", "query": "", "department": cast.service.pk},
    "calendars": lambda _cast: {"name": "Weekends", "zone": "Europe/Berlin", "week": None},
    "sla-policies": lambda _cast: {"name": "Marketing’s promise", "targets": {"first": 60}},
    "rules": lambda cast: {
        **{"name": "Again", "trigger": "received", "tree": late(cast)},
        "steps": [{"kind": "priority", "value": 4}],
    },
    "rules/take-in": lambda _cast: {"text": TAKEN_IN},
    "tuning/weigh": lambda _cast: dict.fromkeys(PARTS, 1),
}
"""Bodies of API acts that make sense; all others are sent without."""
QUERIES = {"search": "?q=refund", "figures/days": "?kind=conversation"}
"""What must be asked for where reading needs it."""
FORMS: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "inbox:assign": lambda cast: {"to": cast.ana.pk},
    "inbox:move": lambda cast: {"to": cast.marketing.pk},
    "inbox:resolve": lambda _cast: {"outcome": "answered"},
    "inbox:snooze": lambda _cast: {"at": "2027-01-01T00:00"},
    "inbox:note": lambda _cast: {"text": "Called back."},
    "inbox:reply": lambda _cast: {"kind": "reply", "text": "We are sorry.", "way": "submit"},
    "inbox:draft": lambda _cast: {"kind": "note", "text": "Called back."},
    "inbox:label": lambda _cast: {"name": "Refund"},
    "inbox:prioritise": lambda _cast: {"to": "high"},
    "inbox:label_create": lambda cast: {"name": "Fresh", "colour": "grey", "department": cast.service.slug},
    "inbox:view_save": lambda _cast: {"name": "Fresh", "icon": "save", "query": ""},
    "inbox:reason_create": lambda _cast: {"name": "Asks for the press office"},
    "inbox:escalation_answer": lambda _cast: {"text": "Yes."},
    "inbox:escalation_decline": lambda _cast: {"reason": "No."},
    "inbox:contact_note": lambda cast: {"text": "Prefers mail.", "department": cast.service.pk},
    "inbox:fact_add": lambda cast: {"text": "Lives in Bern.", "said_on": "2026-05-03", "department": cast.service.pk},
    "inbox:fact_learn": lambda _cast: {"text": "Lives in Bern."},
    "routing:correct": lambda cast: {"to": cast.marketing.pk},
    "routing:correct_reading": lambda _cast: {"kind": "language", "value": "fr"},
    "routing:rule_move": lambda _cast: {"place": 1},
    "routing:rule_restore": lambda _cast: {"version": 1},
    "routing:word_list_create": lambda _cast: {"name": "Thanks", "kind": "words", "words": "thanks"},
    "routing:rehearsal_start": lambda _cast: {"new": "drafts", "old": "now", "days": 366},
    "routing:spike_limits": lambda _cast: {"sigmas": 6, "posts": 30, "hours": 24},
    "accounts:department_create": lambda _cast: {"name": "Legal", "code": "LG"},
    "accounts:department_grant": lambda cast: {"member": cast.nora.pk, "role": "agent"},
    "accounts:person_grant": lambda cast: {"department": cast.marketing.pk, "role": "agent"},
    "inbox:webhook_create": lambda _cast: {"name": "Fresh", "kind": "program", "address": "https://fresh.example/"},
    "reports:objective_create": lambda cast: {
        **{"department": cast.service.pk, "metric": "coverage", "target": "95 %"},
        "due_on": soon(),
    },
    "reports:objective_change": lambda _cast: {"target": "95 %", "due_on": soon()},
    "reports:assume": lambda _cast: {**ASSUMED, "call_share": "30"},
    "reports:brief_edit": lambda _cast: {"agenda": "The strike", "decided": "", "version": 0},
    "reports:brief_mail": lambda _cast: {"weekday": 0, "hour": 7},
    "accounts:programs": lambda _cast: {"name": "Sync"},
}
"""Forms of pages that make sense; all others are sent empty."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its name in the URL conf, its path with real numbers, and whether programs use it."""

    name: str
    path: str
    is_api: bool
    key: str = ""
    methods: tuple[str, ...] = ("get", "post")


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks: in a browser, by a token, or as nobody."""

    name: str
    client: Client
    secret: str = ""
    cookies: str = ""


def principals(cast: Cast) -> list[Principal]:
    """Everybody of the table, in its order."""
    lena = member("Lena Haas", {cast.marketing: Role.LEAD})
    gone = member("Greta Alt", {cast.service: Role.LEAD}, is_active=False)
    people = {
        "anonymous": None,
        "outsider": cast.nora,
        "observer": cast.olga,
        "trainee": cast.tim,
        "agent": cast.ben,
        "lead": cast.ana,
        "other-lead": lena,
        "administrator": cast.ada,
    }
    reads = [f"{area}.read" for area in AREAS]
    found = [_principal(name, who, _secret(who)) for name, who in people.items()]
    found.append(_principal("deactivated", gone, _dead(cast, gone)))
    found.append(_principal("reads-only", None, program_of(cast.ana, scopes=reads).secret))
    found.append(_principal("held-elsewhere", None, program_of(cast.ana, departments=[cast.marketing]).secret))
    return found


def _principal(name: str, who: Member | None, secret: str) -> Principal:
    client = _browser(who)
    return Principal(name, client, secret, client.cookies.output(header="", sep=";"))


def _browser(who: Member | None) -> Client:
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(who, backend="accounts.backends.MemberBackend")
    return client


def _secret(who: Member | None) -> str:
    return program_of(who).secret if who is not None else ""


def _dead(cast: Cast, gone: Member) -> str:
    """A token that was theirs while they were there."""
    program = program_of(cast.ana)
    Token.objects.filter(pk=program.token.pk if program.token else 0).update(member=gone)
    return program.secret


def every_address(cast: Cast, row: Conversation) -> Iterator[Address]:
    """Everything in the URL conf, with numbers of rows of Customer Service."""
    known = numbers(cast, row)
    for name, path, pattern in _walk(get_resolver().url_patterns):
        if path.startswith(ELSEWHERE) or "(" in path:
            continue
        is_api = path.startswith("api/v1/")
        given = {key: _given(key, path, known, cast) for key in pattern.pattern.converters}
        key = path.removeprefix("api/v1/").replace("<int:pk>/", "").strip("/")
        allowed = getattr(getattr(pattern.callback, "view_class", None), "http_method_names", ("get", "post"))
        methods = tuple(method for method in METHODS if method in allowed)
        yield Address(name, "/" + _filled(path, given), is_api, key, methods)
    hidden = Conversation.objects.get(department=cast.hr)
    for word in ("", "take/", "note/"):
        there, key = f"/api/v1/conversations/{hidden.pk}/{word}", f"conversations/{word}".strip("/")
        yield Address(f"closed {word}".strip(" /"), there, is_api=True, key=key)
        yield Address(f"closed page {word}".strip(" /"), f"/inbox/{hidden.pk}/{word}", is_api=False)
    post = inbox.Post.objects.get(channel=hidden.channel).pk
    for word in ("", "conversations/"):
        yield Address(f"closed post {word}".strip(" /"), f"/api/v1/reports/posts/{post}/{word}", is_api=True)
        yield Address(f"closed page post {word}".strip(" /"), f"/reports/posts/{post}/{word}", is_api=False)


def _walk(
    found: list[URLPattern | URLResolver], before: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for each in found:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, path, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield space + each.name, path, each


def numbers(cast: Cast, row: Conversation) -> dict[str, Any]:
    """A row for each beginning of an address."""
    return {
        "inbox/": row,
        "messages/": row.messages.first(),
        "labels/": first(inbox.Label),
        "inbox/deliveries/": first(inbox.Delivery),
        "inbox/messages/": row.messages.first(),
        "contacts/messages/": row.messages.first(),
        "inbox/bulk/": first(inbox.BulkJob),
        "console/rules/": first(Rule),
        "console/words/": first(WordList),
        "console/rehearsals/": Rehearsal.objects.waiting().first(),
        "console/programs/": Member.objects.filter(is_program=True).first(),
        "spikes/": first(Spike),
        "console/webhooks/": first(inbox.Webhook),
        "console/webhooks/calls/": first(inbox.WebhookCall),
        "placing/": cast.ben,
        "me/tokens/": Token.objects.filter(member=cast.ana).first(),
        "views/": inbox.SavedView.objects.filter(member=cast.ana).first(),
        "review/": first(inbox.Draft),
        "canned/": first(inbox.CannedResponse),
        "escalations/": first(inbox.Escalation),
        "roster/shifts/": first(inbox.RosterEntry),
        "roster/": cast.channel,
        "task-forces/": first(inbox.TaskForce),
        "task-forces/items/": first(inbox.ChecklistItem),
        "console/checklists/": first(inbox.Checklist),
        "console/policies/": first(inbox.ApprovalPolicy),
        "console/promises/": first(SlaPolicy),
        "console/calendars/": first(WorkCalendar),
        "console/escalations/reasons/": first(inbox.Reason),
        "console/escalations/desks/": cast.service,
        "contacts/": row.author.contact,  # type: ignore[union-attr]
        "contacts/fields/": first(inbox.ContactField),
        "contacts/notes/": first(inbox.ContactNote),
        "contacts/facts/": first(inbox.Fact),
        "channels/": cast.channel,
        "people/": cast.ben,
        "people/invitations/": first(Invitation),
        "departments/": cast.service,
    }


def first(model: Any) -> Any:
    """The oldest row."""
    return model._default_manager.order_by("pk").first()


def _given(key: str, path: str, known: dict[str, Any], cast: Cast) -> Any:
    special: dict[str, Any] = {
        "message_id": inbox.Message,
        "token": Token,
        "watch_id": inbox.Watch,
        "staff_id": inbox.ChannelStaff,
        "inbound_id": inbox.Inbound,
        "attempt_id": inbox.Attempt,
        "objective_id": Objective,
        "post_id": inbox.Post,
    }
    if key in special:
        row: Any = special[key]._default_manager.order_by("pk").first()
        return row.pk
    if key == "membership":
        return Membership.objects.get(member=cast.ben, department=cast.service).pk
    words = {
        **{"metric": "coverage", "asks": cast.service.slug, "of": cast.marketing.slug, "key": "all", "kind": "csv"},
        "monday": "2026-11-23",
        "word": "take",
        "network": "push",
        "secret": "nothing",
        "place": 0,
        "other": 999_999,
        "week": WEEK,
    }
    if key in words:
        return words[key]
    if path.startswith("api/v1/"):
        return _of_service(_model_of(path), cast)
    begins = max((start for start in known if path.startswith(start)), key=len, default="")
    row = known.get(begins)
    if key == "slug":
        return row.department.slug if isinstance(row, inbox.TaskForce) else getattr(row, "slug", cast.service.slug)
    return row.pk if row is not None else 999_999


def _model_of(path: str) -> Any:
    """What an address of the API names by a number."""
    if path.startswith("api/v1/reports/posts/"):
        return inbox.Post
    return RESOURCES[path.split("/")[2]].shown.Meta.model  # type: ignore[attr-defined]


def _of_service(model: Any, cast: Cast) -> int:
    """The first row that is the matter of Customer Service, where that can be said."""
    fields = {field.name for field in model._meta.get_fields()}
    rows = model._default_manager.order_by("pk")
    mine = rows
    if model is Member:
        mine = rows.filter(pk=cast.tim.pk)
    elif model is Department:
        mine = rows.filter(pk=cast.service.pk)
    elif "department" in fields:
        mine = rows.filter(department=cast.service)
    elif "conversation" in fields:
        mine = rows.filter(conversation__department=cast.service)
    found = mine.first() or rows.first()
    return int(found.pk) if found is not None else 999_999


def _filled(path: str, given: dict[str, Any]) -> str:
    for key, value in given.items():
        start = path.index("<")
        end = path.index(">")
        part = path[start : end + 1]
        assert key in part
        path = path.replace(part, str(value), 1)
    return path


def answers(address: Address, principal: Principal, cast: Cast) -> Iterator[str]:
    """What they get by each method: the status, and a star where it left an event."""
    for method in address.methods:
        with transaction.atomic():
            body = _body(address, method, cast)
            before = Event.objects.count()
            status = _ask(address, principal, method, body)
            star = "*" if Event.objects.count() > before else ""
            transaction.set_rollback(True)
        yield f"{status}{star}"


def _body(address: Address, method: str, cast: Cast) -> dict[str, Any] | None:
    """What is sent; it may make something for it first, which goes with the question."""
    if method != "post":
        return None
    fitting = BODIES.get(address.key) if address.is_api else FORMS.get(address.name)
    return fitting(cast) if fitting is not None else None


def _ask(address: Address, principal: Principal, method: str, body: dict[str, Any] | None) -> int:
    if not address.is_api:
        principal.client.cookies = SimpleCookie(principal.cookies)  # some pages end or begin a session
        answer = getattr(principal.client, method)(address.path, body)
        return int(answer.status_code)
    headers = {"If-Match": "*"}
    if principal.secret:
        headers["Authorization"] = f"Bearer {principal.secret}"
    path = address.path + (QUERIES.get(address.key, "") if method == "get" else "")
    more: dict[str, Any] = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
    return int(getattr(Client(raise_request_exception=False), method)(path, headers=headers, **more).status_code)


def table(cast: Cast, row: Conversation, *, is_api: bool) -> list[str]:
    """The table of one kind of doors: a line for each address and method, a word for each principal."""
    asks = [one for one in principals(cast) if is_api or one.client.cookies or one.name == "anonymous"]
    lines = ["\t".join(["address", "method", *(one.name for one in asks)])]
    found = [address for address in every_address(cast, row) if address.is_api is is_api]
    for address in sorted(found, key=lambda one: one.name):
        columns = [list(answers(address, one, cast)) for one in asks]
        for method, *cells in zip(address.methods, *columns, strict=True):
            lines.append("\t".join([address.name, method, *cells]))
    return lines
