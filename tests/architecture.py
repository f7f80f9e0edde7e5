"""The conventions that an import linter cannot see, as functions from a project folder to its breaches."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from accounts.verbs import VERBS

APPS = ("accounts", "inbox", "routing", "reports")
DOORS = ("views/**/*.py", "views.py", "api/**/*.py", "tasks/**/*.py", "tasks.py", "receivers.py", "urls.py")
BELOW = ("models/**/*.py", "actions/**/*.py", "channels/**/*.py")
WRITES = {"save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
SCOPED = ("Conversation", "Message", "Draft", "Contact", "Handle", "Note", "Delivery", "Post")
EVENT_MAKERS = {"Event", "Event.objects.create", "Event.objects.bulk_create"}
RECORDERS = {"record", "record_all"}

# Functions of actions that leave no event, each with its reason. Keep this short.
SILENT = {
    "accounts/actions/answers.py:claim": "part of the request whose act records",
    "accounts/actions/answers.py:forget_old": "an answer that nobody can ask for again is dropped",
    "accounts/actions/answers.py:let_go": "a request that was refused: nothing happened",
    "accounts/actions/answers.py:settle": "as claim",
    "accounts/actions/outbox.py:claim": "a worker takes its turn; sent records",
    "accounts/actions/outbox.py:refused": "the mail stands in the outbox with its reason",
    "accounts/actions/profile.py:know_address": "what allauth must know of an address that is on record already",
    "accounts/actions/using.py:used": "each act that the token is used for records it",
    "inbox/actions/bulk.py:carry_out": "a worker takes its turn; each act and the end are recorded",
    "inbox/actions/channel.py:call_up": "a wake-up is on its way; receive records what the worker reads",
    "inbox/actions/channel.py:claim_poll": "a worker takes its turn; what the poll finds is recorded",
    "inbox/actions/channel.py:claim_understanding": "a worker takes its turn; receive records what it reads",
    "inbox/actions/channel.py:end_poll": "the end of a worker's turn",
    "inbox/actions/channel.py:end_understanding": "the end of a worker's turn",
    "inbox/actions/channel.py:token_hash": "pure; used by rotate_token and the push door",
    "inbox/actions/draft.py:attach": "writing on; draft.write was recorded when the draft began",
    "inbox/actions/digest.py:due": "asks only",
    "inbox/actions/digest.py:send_digest": "the mail that it makes records mail.send when it leaves",
    "inbox/actions/due.py:set_due": "columns derived from clocks, which follow recorded acts",
    "routing/actions/score.py:keep_scores": "columns derived from recorded acts",
    "routing/actions/score.py:keep_waiting_scores": "as keep_scores",
    "routing/actions/hear.py:hear": "counts of messages that message.route records",
    "routing/actions/hear.py:hear_again": "as hear; message.correct records",
    "inbox/actions/score.py:set_scores": "columns derived from recorded acts",
    "inbox/actions/duty.py:begin_calls": "follows from events that are recorded",
    "inbox/actions/duty.py:look": "a private matter of the reader",
    "inbox/actions/duty.py:look_at_list": "as look",
    "inbox/actions/duty.py:tell_on_duty": "follows from events that are recorded",
    "inbox/actions/feed.py:gatherable": "asks only",
    "inbox/actions/force_digest.py:due": "asks only",
    "inbox/actions/force_digest.py:week_of": "asks only",
    "inbox/actions/heartbeat.py:beat": "a sign of life every ten seconds is no act",
    "inbox/actions/intake.py:store_gap": "as store_raw, for a page of what lies behind",
    "inbox/actions/intake.py:store_page": "as store_raw, for a page of what is new",
    "inbox/actions/intake.py:store_raw": "the payload is not understood yet; receive records what it was",
    "inbox/actions/listen.py:claim_watch": "a worker takes its turn; what the look finds is recorded",
    "inbox/actions/listen.py:end_watch": "the end of a worker's turn",
    "inbox/actions/listen.py:store_found": "as store_raw, for a page of what a watch found",
    "inbox/actions/webhook_calls.py:claim": "a worker takes its turn",
    "inbox/actions/webhook_calls.py:forget_old": "a log that is too old",
    "inbox/actions/webhook_calls.py:gather_next": "follows from events that are recorded",
    "inbox/actions/webhook_calls.py:keep": "stands in the webhook's log; an event for each would be told by the next",
    "inbox/actions/webhook_calls.py:mail": "as keep; mail.send says when it left",
    "inbox/actions/webhook_calls.py:next_call": "asks only",
    "inbox/actions/webhook_calls.py:release": "the end of a worker's turn",
    "inbox/actions/media.py:claim_media": "a worker takes its turn",
    "inbox/actions/media.py:forget_media": "a copy is dropped; it is fetched anew when somebody looks",
    "inbox/actions/media.py:keep_media": "a copy of what is on record with its message",
    "inbox/actions/media.py:lose_media": "as keep_media",
    "inbox/actions/media.py:retry_media": "as keep_media",
    "inbox/actions/move.py:closed_now": "pure; part of move and receive",
    "inbox/actions/move.py:reclose": "part of changing a department or channel, which is recorded",
    "inbox/actions/notify.py:mark_all_read": "a private matter of the reader",
    "inbox/actions/notify.py:mark_read": "a private matter of the reader",
    "inbox/actions/restore.py:notice_restore": "pause_deliveries records when there is something to notice",
    "inbox/actions/read.py:mark_read": "a private matter of the reader",
    "inbox/actions/read.py:mark_unread": "a private matter of the reader",
    "inbox/actions/refresh.py:refresh": "columns derived from messages that are recorded one by one",
    "inbox/actions/resolve.py:open_again": "part of reopen, wake and receive, which record",
    "inbox/actions/saved_views.py:manages": "pure; a question that the pages ask too",
    "inbox/actions/tell.py:tell": "what it tells of is recorded",
    "inbox/actions/tell.py:tell_next": "as tell",
    "inbox/actions/undo.py:undo": "the act that takes it back records; which one, INVERSES in _inverses.py says",
    "routing/actions/read.py:read_messages": "what is read enters message.route",
    "routing/actions/read.py:read_text": "pure; part of read_messages, and for trying rules",
    "routing/actions/rehearsal.py:carry_out": "a worker takes its turn; the end is recorded",
    "routing/actions/rehearsal.py:kept_figures": "pure; part of carry_out",
    "routing/actions/rule.py:changed_fields": "pure; part of change",
    "routing/actions/rule.py:content": "pure; part of change",
    "routing/actions/word_list.py:used_by": "asks only",
    "inbox/actions/take_down.py:removal_failed": "message.delete stands until the network obeys",
    "reports/actions/brief.py:due": "asks only",
    "reports/actions/measure.py:concerned": "asks only",
    "reports/actions/measure.py:mark": "figures are derived from samples, and can be built anew any time",
    "reports/actions/measure.py:measure": "samples are derived from rows and journal, and can be built anew any time",
    "reports/actions/measure.py:measure_again": "as measure",
    "reports/actions/measure.py:measure_next": "as measure",
    "reports/actions/rebuild.py:differences": "asks only",
    "reports/actions/rebuild.py:rebuild": "as measure",
    "reports/actions/sum_up.py:next_month": "pure; part of sum_up",
    "reports/actions/sum_up.py:sum_up": "as mark",
    "reports/actions/sum_up.py:sum_up_month": "as mark",
    "routing/actions/keep.py:keep": "clocks are derived from the journal and can be built anew any time",
    "routing/actions/keep.py:keep_again": "as keep",
    "routing/actions/keep.py:keep_next": "as keep",
    "routing/actions/promise.py:people": "asks only",
    "routing/actions/sla_policy.py:named_by": "pure; a question that the pages ask too",
}


class Breach(NamedTuple):
    """One place where a convention does not hold."""

    path: Path
    line: int
    sentence: str


type Rule = Callable[[Path], Iterator[Breach]]
type Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def files(root: Path, *patterns: str) -> Iterator[Path]:
    """Our own modules that match, migrations aside."""
    for app in APPS:
        for pattern in patterns:
            for path in sorted((root / app).glob(pattern)):
                if "migrations" not in path.parts and path.name != "__init__.py":
                    yield path


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of a module."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call inside a node."""
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def last_name(call: ast.Call) -> str:
    """The called name without what stands before it."""
    return ast.unparse(call.func).split(".")[-1].split("(")[0]


def is_write(call: ast.Call) -> bool:
    """A call that changes rows, such as `row.save()` or `Thing.objects.create()`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner = ast.unparse(call.func.value)
    if call.func.attr in {"update", "create"}:
        return ".objects" in owner or owner.endswith(("queryset", "rows"))
    return not owner.startswith(("super()", "connector", "serializer", "cache", "storage"))


def only_actions_write(root: Path) -> Iterator[Breach]:
    """Views, the API, tasks, receivers and connectors call a verb instead of saving a row."""
    for path in files(root, *DOORS, "channels/**/*.py", "forms.py", "forms/**/*.py", "filters.py", "admin.py"):
        for node in nodes(path):
            if isinstance(node, ast.Call) and is_write(node):
                yield Breach(path, node.lineno, f"{ast.unparse(node.func)}() writes here; only actions write")


def only_the_journal_makes_events(root: Path) -> Iterator[Breach]:
    """An Event is made by record(), nowhere else."""
    for path in files(root, "**/*.py"):
        if path.relative_to(root) == Path("accounts/events.py"):
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and re.fullmatch(
                r"Event(\.objects\.(bulk_)?create)?", ast.unparse(node.func)
            ):
                yield Breach(path, node.lineno, "only accounts/events.py makes an Event; call record()")


def public_actions(root: Path) -> Iterator[tuple[Path, Function]]:
    """Every function that stands for an act: public, in a public module of an actions folder."""
    for path in files(root, "actions/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, FUNCTIONS) and not node.name.startswith("_") and path.name[0] != "_":
                yield path, node


def recording_functions(root: Path) -> set[str]:
    """The names of functions in actions that leave an event, by themselves or through one another."""
    bodies: dict[str, set[str]] = {}
    for path in files(root, "actions/*.py"):
        for node in nodes(path):
            if isinstance(node, FUNCTIONS):
                bodies.setdefault(node.name, set()).update(last_name(call) for call in calls(node))
    found = set(RECORDERS)
    while more := {name for name, called in bodies.items() if called & found} - found:
        found |= more
    return found


def every_act_is_recorded(root: Path) -> Iterator[Breach]:
    """An action says who acts (`by`, keyword-only) and leaves an event, unless SILENT tells why not."""
    recording = recording_functions(root)
    for path, function in public_actions(root):
        place = f"{path.relative_to(root)}:{function.name}"
        if place in SILENT:
            continue
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}:
            yield Breach(path, function.lineno, f"{function.name}() needs the keyword-only argument `by`: who does it?")
        if function.name not in recording:
            yield Breach(path, function.lineno, f"{function.name}() leaves no event; call record()")


def silence_is_explained(root: Path) -> Iterator[Breach]:
    """Each line of SILENT names an action that exists and that itself calls no record()."""
    acts = {f"{path.relative_to(root)}:{function.name}": function for path, function in public_actions(root)}
    for place in SILENT:
        path = root / place.split(":")[0]
        if place not in acts:
            yield Breach(path, 1, f"SILENT names {place}, which does not exist")
        elif any(last_name(call) in RECORDERS for call in calls(acts[place])):
            yield Breach(path, acts[place].lineno, f"{place} records, so SILENT need not name it")


def verbs_are_in_the_table(root: Path) -> Iterator[Breach]:
    """What record() is given stands in accounts/verbs.py."""
    for path in files(root, "**/*.py"):
        for node in nodes(path):
            if isinstance(node, ast.Call) and last_name(node) in {"record", "Act", "require", "may"}:
                for value in node.args:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value not in VERBS:
                        yield Breach(path, node.lineno, f'"{value.value}" is not in accounts/verbs.py')


def no_http_below_the_doors(root: Path) -> Iterator[Breach]:
    """Requests, responses and serializers belong to views and API."""
    for path in files(root, *BELOW):
        for node in nodes(path):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.startswith(("django.http", "django.shortcuts", "rest_framework")):
                    yield Breach(path, node.lineno, f"{name} belongs to views and api")  # type: ignore[attr-defined]


def pages_read_what_may_be_seen(root: Path) -> Iterator[Breach]:
    """`Conversation.objects…` in a page or in the API goes through visible_to in the same statement."""
    compound = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.With, ast.Try)
    for path in files(root, "views/**/*.py", "views.py", "api/**/*.py", "exports.py"):
        for node in nodes(path):
            if not isinstance(node, ast.stmt) or isinstance(node, compound):
                continue
            text = ast.unparse(node)
            for model in SCOPED:
                if re.search(rf"\b{model}\.objects\b", text) and "visible_to" not in text:
                    yield Breach(path, node.lineno, f"{model} is read without visible_to(member)")


def imports_stand_at_the_top(root: Path) -> Iterator[Breach]:
    """An import inside a function hides a cycle; only `ready` of an app may."""
    for path in files(root, "**/*.py"):
        for node in nodes(path):
            if isinstance(node, FUNCTIONS) and node.name != "ready":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Import | ast.ImportFrom):
                        yield Breach(path, inner.lineno, "import at the top; a cycle means a wrong room")


def acts_and_connectors_are_tested(root: Path) -> Iterator[Breach]:
    """Each module of actions and channels has a test module of its own in the same place."""
    for path in files(root, "actions/*.py", "channels/*.py"):
        relative = path.relative_to(root)
        twin = root / "tests" / relative.parent / f"test_{path.name}"
        if path.name[0] != "_" and path.name not in {"base.py", "registry.py", "http.py"} and not twin.exists():
            yield Breach(path, 1, f"has no {twin.relative_to(root)}")


def pages_carry_no_inline_code(root: Path) -> Iterator[Breach]:
    """The Content-Security-Policy refuses inline scripts, styles and handlers; so no template writes any."""
    inline = re.compile(r"<style\b|\sstyle=[\"']|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+=[\"']")
    for path in sorted((root / "templates").rglob("*.html")):
        if "django" in path.relative_to(root).parts and "mail" in path.name:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if inline.search(line):
                yield Breach(path, number, "inline script, style or handler; the browser would refuse it")


RULES: tuple[Rule, ...] = (
    only_actions_write,
    only_the_journal_makes_events,
    every_act_is_recorded,
    silence_is_explained,
    verbs_are_in_the_table,
    no_http_below_the_doors,
    pages_read_what_may_be_seen,
    imports_stand_at_the_top,
    acts_and_connectors_are_tested,
    pages_carry_no_inline_code,
)
