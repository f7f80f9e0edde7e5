"""Task forces, committees, projects and initiatives: all of them, one by itself, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.permissions import require
from inbox.actions import crisis, feed, force_close, force_work
from inbox.actions import task_force as do
from inbox.forms_forces import (
    DecisionForm,
    EndForm,
    FeedForm,
    ForceForm,
    ItemForm,
    OpenForm,
    PeopleForm,
    StatementForm,
    StatusForm,
)
from inbox.models import ChecklistItem, Conversation, TaskForce
from inbox.presenters.forces import closing_of, force_page, force_rows
from inbox.presenters.rows import author_name
from inbox.views.answers import attempt, member_of, say

type Doing = Callable[[HttpRequest, TaskForce, dict[str, Any]], str]
"""Does it and returns what to say."""


@login_required
@never_cache
@require_safe
def task_forces(request: HttpRequest) -> HttpResponse:
    """Those that are open, then those that are over."""
    return render(request, "inbox/forces/list.html", force_rows(member_of(request)))


@login_required
@never_cache
@require_safe
def task_force(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them: what it holds and does; of a closed one its summary."""
    found = force_or_404(request, slug)
    template = "inbox/forces/summary.html" if found.closed_at else "inbox/forces/force.html"
    return render(request, template, force_page(found, member_of(request)))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_up(request: HttpRequest) -> HttpResponse:
    """The form; POST opens it, and keeps what was typed where that is refused."""
    member = member_of(request)
    require(member, "task_force.open")
    source = _source(request)
    form = OpenForm(request.POST if request.method == "POST" else None, member, name=request.GET.get("name", ""))
    if request.method == "POST" and form.is_valid():
        try:
            made = do.open_up(form.plan(), by=member, opened_from=source)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, _("%(name)s is open. Its people see it in their rail.") % {"name": made})
            return redirect("inbox:task_force", made.department.slug)
    context = {"form": form, "source": source, "title": author_name(source) if source else ""}
    return render(request, "inbox/forces/open.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """What closing will do; POST does it."""
    found, member = force_or_404(request, slug), member_of(request)
    require(member, "task_force.close", found)
    if request.method == "POST":
        if attempt(request, lambda: force_close.close(found, by=member)):
            say(request, _("Closed. What it held goes back where it came from."))
        return redirect("inbox:task_force", slug)
    if found.closed_at:
        return redirect("inbox:task_force", slug)
    return render(request, "inbox/forces/close.html", {"one": found, "closing": closing_of(found)})


@login_required
@require_POST
def act(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    """One act on it, by its word in the address."""
    found = force_or_404(request, slug)
    if word not in ACTS:
        raise Http404
    form_class, doing = ACTS[word]
    form = form_class(request.POST, member_of(request)) if form_class else None
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("inbox:task_force", slug)
    said: list[str] = []
    if attempt(request, lambda: said.append(doing(request, found, form.cleaned_data if form else {}))):
        say(request, said[0])
    if word == "leave":
        return redirect("inbox:task_forces")
    return redirect("inbox:task_force", slug)


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    item = _item_or_404(request, pk)
    attempt(request, lambda: force_work.check(item, by=member_of(request)))
    return redirect("inbox:task_force", item.task_force.department.slug)


@login_required
@require_POST
def uncheck(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not."""
    item = _item_or_404(request, pk)
    attempt(request, lambda: force_work.uncheck(item, by=member_of(request)))
    return redirect("inbox:task_force", item.task_force.department.slug)


def force_or_404(request: HttpRequest, slug: str) -> TaskForce:
    """One that exists for the member."""
    related = ("department", "lead", "statement", "opened_by", "closed_by")
    rows = TaskForce.objects.visible_to(member_of(request)).select_related(*related)
    found: TaskForce | None = rows.filter(department__slug=slug).first()
    if found is None:
        raise Http404
    return found


def _item_or_404(request: HttpRequest, pk: int) -> ChecklistItem:
    rows = ChecklistItem.objects.filter(task_force__in=TaskForce.objects.visible_to(member_of(request)))
    found = rows.select_related("task_force__department").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _source(request: HttpRequest) -> Conversation | None:
    given = request.POST.get("conversation") or request.GET.get("conversation", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 18):
        return None
    rows = Conversation.objects.visible_to(member_of(request)).select_related("author", "department", "channel")
    return rows.defer("channel__credentials").filter(pk=int(given)).first()


def _join(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    do.add_members(found, members=[typed["person"]], by=member_of(request))
    return _("%(member)s is in it now.") % {"member": typed["person"]}


def _remove(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    do.remove_member(found, member=typed["person"], by=member_of(request))
    return _("%(member)s is not in it any more.") % {"member": typed["person"]}


def _leave(request: HttpRequest, found: TaskForce, _typed: dict[str, Any]) -> str:
    do.leave(found, by=member_of(request))
    return _("You have left %(name)s.") % {"name": found}


def _lead(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    do.hand_lead(found, to=typed["person"], by=member_of(request))
    return _("%(member)s leads it now.") % {"member": typed["person"]}


def _feed(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    row = do.set_feed(found, feed=typed["feed"], by=member_of(request))
    return _("It looks for that from now on.") if row.feed else _("It looks for nothing any more.")


def _gather(request: HttpRequest, found: TaskForce, _typed: dict[str, Any]) -> str:
    count = feed.gather(found, by=member_of(request))
    return ngettext("%(count)d conversation flowed in.", "%(count)d conversations flowed in.", count) % {"count": count}


def _say(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    do.say(found, status=typed["status"], by=member_of(request))
    return _("Everybody reads that in their rail now.")


def _statement(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    row = do.set_statement(found, statement=typed["statement"], by=member_of(request))
    return _("It is offered first where it fits.") if row.statement else _("No statement is offered first any more.")


def _extend(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    do.extend(found, ends_on=typed["ends_on"], by=member_of(request))
    return _("It has another last day.")


def _item(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    force_work.add_item(found, text=typed["text"], by=member_of(request))
    return _("It stands on the checklist.")


def _decide(request: HttpRequest, found: TaskForce, typed: dict[str, Any]) -> str:
    force_work.decide(found, text=typed["text"], by=member_of(request))
    return _("Written down for good.")


def _declare(request: HttpRequest, found: TaskForce, _typed: dict[str, Any]) -> str:
    crisis.declare_crisis(found, by=member_of(request))
    return _("The crisis is on: replies in what it is about need its approval.")


def _end(request: HttpRequest, found: TaskForce, _typed: dict[str, Any]) -> str:
    crisis.end_crisis(found, by=member_of(request))
    return _("The crisis is over; all is as it was before.")


ACTS: dict[str, tuple[type[ForceForm] | None, Doing]] = {
    "join": (PeopleForm, _join),
    "remove": (PeopleForm, _remove),
    "leave": (None, _leave),
    "lead": (PeopleForm, _lead),
    "feed": (FeedForm, _feed),
    "gather": (None, _gather),
    "say": (StatusForm, _say),
    "statement": (StatementForm, _statement),
    "extend": (EndForm, _extend),
    "item": (ItemForm, _item),
    "decide": (DecisionForm, _decide),
    "crisis": (None, _declare),
    "end-crisis": (None, _end),
}
