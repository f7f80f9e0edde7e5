"""Rules in the console: the list in its order, one as a sentence that is built, its versions, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.condition_shape import changed
from inbox.views.answers import attempt, member_of
from routing.actions import rule as do
from routing.models import Rule, RuleState, RuleVersion
from routing.models.rule import RULE_NAME_LENGTH
from routing.resting import endless
from routing.rule_form import RuleForm
from routing.rule_list import listed, page_of
from routing.rule_words import Teller, version_rows
from routing.stored_rules import steps_of, stored_steps
from routing.views.numbers import number_in

type View = Callable[..., HttpResponse]


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All of them in their order, a page at a time, or those whose name holds what is searched for."""
    require(member_of(request), "rule.change")
    first = Rule.objects.standing().first()
    told = Teller([first]).told(first) if first else None
    shown = listed(page=number_in(request, "page") or 1, search=request.GET.get("q", "")[:RULE_NAME_LENGTH])
    return render(request, "routing/rules/list.html", {"listed": shown, "first": first, "told": told})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one, a draft."""
    require(member_of(request), "rule.create")
    form = _form_of(request, None)
    if _is_sent(request) and form.is_valid():
        try:
            made = do.create(by=member_of(request), token=_token(request), **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            says = _("“%(rule)s” is kept as a draft: it decides nothing until you put it to work.")
            messages.success(request, says % {"rule": made})
            return redirect("routing:rule", made.pk)
    return _page(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """When it is asked, on which conditions, what it does, and how it read before."""
    require(member_of(request), "rule.change")
    found = rule_or_404(rule_id)
    form = _form_of(request, found)
    if _is_sent(request) and form.is_valid():
        try:
            done = do.change(found, by=member_of(request), seen=_seen(request), **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
            return _page(request, form, found, seen=found.number)
        else:
            messages.success(request, _put_to_work(request, done) % {"rule": done})
            return redirect("routing:rule", done.pk)
    return _page(request, form, found)


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What is wrong with a rule as it is typed, and how it reads, as JSON; nothing is kept."""
    require(member_of(request), "rule.create")
    form, number = RuleForm(request.POST), request.POST.get("rule", "")
    found = Rule.objects.standing().filter(pk=number).first() if _is_number(number) else None
    if form.is_valid():
        typed = _as_typed(form, found)
        told = Teller([typed]).told(typed)
        reads = render(request, "routing/rules/told.html", {"told": told}).content.decode()
        return JsonResponse({"errors": {}, "problem": endless(typed), "reads": reads})
    general = " ".join(map(str, form.non_field_errors()))
    errors = {name: " ".join(map(str, said)) for name, said in form.errors.items() if name != "__all__"}
    return JsonResponse({"errors": errors, "problem": general, "reads": ""})


@login_required
@require_POST
def move(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Put it elsewhere in the order."""
    require(member_of(request), "rule.move")
    found, place = rule_or_404(rule_id), request.POST.get("place", "")
    if not _is_number(place):
        messages.error(request, _("The list has no such place."))
    elif attempt(request, lambda: do.move(found, place=int(place), by=member_of(request))):
        messages.success(request, _("“%(rule)s” is number %(place)s now.") % {"rule": found, "place": place})
    beside = request.POST.get("on", "")
    if _is_number(beside):
        return redirect("routing:rule", int(beside))
    return redirect(f"{reverse('routing:rules')}?page={page_of(int(place))}" if _is_number(place) else "routing:rules")


@login_required
@require_POST
def restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Let it read as it did at a version."""
    require(member_of(request), "rule.change")
    found, number = rule_or_404(rule_id), request.POST.get("version", "")
    known = found.versions.filter(number=number).first() if _is_number(number) else None
    if known is None:
        raise Http404
    if attempt(request, lambda: do.change(found, by=member_of(request), **_content(known))):
        says = _("“%(rule)s” reads as it did at version %(number)s.")
        messages.success(request, says % {"rule": found, "number": number})
    return redirect("routing:rule", found.pk)


def _act(verb: str, act: Callable[..., Rule], says: Promise, to: str) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, rule_id: int) -> HttpResponse:
        require(member_of(request), verb)
        found = rule_or_404(rule_id)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"rule": found})
            return redirect(to) if to else redirect("routing:rule", found.pk)
        return redirect("routing:rule", found.pk)

    return cast(View, view)


activate = _act("rule.activate", do.activate, gettext_lazy("“%(rule)s” decides from the next message on."), "")
pause = _act("rule.pause", do.pause, gettext_lazy("“%(rule)s” is off: it decides nothing."), "")
archive = _act("rule.archive", do.archive, gettext_lazy("“%(rule)s” is put away for good."), "routing:rules")


def rule_or_404(pk: int) -> Rule:
    """One that was not archived."""
    found: Rule | None = Rule.objects.standing().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _put_to_work(request: HttpRequest, kept: Rule) -> str:
    """Switch on what was typed and kept, where that was asked for; returns what is so now."""
    if kept.state == RuleState.ACTIVE:
        return _("“%(rule)s” decides as it reads now.")
    wanted = request.POST.get("then") == "activate"
    if wanted and attempt(request, lambda: do.activate(kept, by=member_of(request))):
        return _("“%(rule)s” decides from the next message on.")
    return _("“%(rule)s” is kept; it decides nothing until you put it to work.")


def _page(request: HttpRequest, form: RuleForm, found: Rule | None, seen: int | None = None) -> HttpResponse:
    """`seen` is the version that whoever saves next has looked at, where that is not the one sent."""
    context: dict[str, Any] = {"form": form, "rule": found, "versions": [], "told": None}
    context["token"] = _token(request) or uuid4()
    context["listed"] = listed(around=found.pk if found else None)
    if found is not None:
        context["seen"] = seen or _seen(request) or found.number
        context |= {"versions": version_rows(found), "told": Teller([found]).told(found)}
    groups = Rule.objects.standing().exclude(group="").order_by("group").values_list("group", flat=True).distinct()
    return render(request, "routing/rules/rule.html", context | {"groups": list(groups)})


def _content(row: RuleVersion) -> dict[str, Any]:
    return {**do.content(row), "steps": list(steps_of(row.steps))}


def _as_typed(form: RuleForm, found: Rule | None) -> Rule:
    """A row that is never kept."""
    content = form.content() | {"position": found.position if found else None}
    return Rule(pk=found.pk if found else 0, **{**content, "steps": stored_steps(content["steps"])})


def _is_number(text: str) -> bool:
    """Whether it counts something, from 1 on."""
    return text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0


def _seen(request: HttpRequest) -> int | None:
    """The version that was on the page which sent this."""
    number = request.POST.get("seen", "")
    return int(number) if _is_number(number) else None


def _token(request: HttpRequest) -> UUID | None:
    """That of the page which sent this."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def _is_sent(request: HttpRequest) -> bool:
    """Whether the whole form was sent; its other buttons only change its rows."""
    return request.method == "POST" and not request.POST.get("do")


def _form_of(request: HttpRequest, found: Rule | None) -> RuleForm:
    if request.method != "POST":
        return RuleForm.of(found)
    sent = RuleForm(request.POST)
    if button := request.POST.get("do", ""):
        return RuleForm.unchecked(request.POST, changed(sent.shape, button, request.POST, sent.editor))
    return sent
