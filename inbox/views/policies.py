"""Approval policies in the console: the list, one as a sentence, its history, and a try-out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.models import Department
from accounts.permissions import require
from inbox.actions import policy as do
from inbox.condition_shape import changed, filled_from
from inbox.deciding import active_policies
from inbox.facts import place_facts
from inbox.forms_policies import PolicyForm, TryForm
from inbox.models import ApprovalPolicy
from inbox.policies import needs
from inbox.presenters.policies import asked_of, policy_rows, version_rows
from inbox.tone import tone_of
from inbox.views.answers import attempt, member_of

type View = Callable[..., HttpResponse]


@login_required
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All of them in their order, and the rules that always hold."""
    require(member_of(request), "policy.change")
    leads = Department.objects.active().filter(replies_need_lead=True)
    return render(request, "inbox/policies/list.html", {"policies": policy_rows(), "leads": leads})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(member_of(request), "policy.create")
    form = _form_of(request, PolicyForm())
    if _is_sent(request) and form.is_valid():
        try:
            made = do.create(by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(policy)s” decides from now on.") % {"policy": made})
            return redirect("inbox:policies")
    return render(request, "inbox/policies/policy.html", {"form": form, "policy": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """What one asks for, of whom, and how it read before."""
    require(member_of(request), "policy.change")
    found = policy_or_404(policy_id)
    kept: dict[str, Any] = {"name": found.name, "second_look": found.second_look, "on_request": found.on_request}
    stored = filled_from(found.tree, found.steps, **kept)
    form = _form_of(request, PolicyForm(filled=stored))
    if _is_sent(request) and form.is_valid():
        try:
            done = do.change(found, by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(policy)s” decides as it reads now.") % {"policy": done})
            return redirect("inbox:policies")
    context = {"form": form, "policy": found, "versions": version_rows(found)}
    return render(request, "inbox/policies/policy.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest) -> HttpResponse:
    """What would be asked of a reply, and why; nothing is kept."""
    require(member_of(request), "policy.change")
    form = TryForm(request.POST if request.method == "POST" else None)
    asked = asked_of(needs(active_policies(), tried_facts(form.cleaned_data))) if form.is_valid() else None
    return render(request, "inbox/policies/try.html", {"form": form, "asked": asked})


def tried_facts(typed: dict[str, Any]) -> dict[str, Any]:
    """The facts of a reply that exists in a form only."""
    channel, role = typed["channel"], typed["role"]
    place = typed["department"] or channel.default_department
    by_program = role == "program"
    return {
        **place_facts(place, channel, is_private=typed["visibility"] == "private"),
        **{name: typed[name] for name in ("text", "asked", "followers")},
        "sentiment": typed["sentiment"] or tone_of(typed["asked"]),
        "role": "" if by_program else role,
        "by_program": by_program,
    }


@login_required
@require_POST
def move(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Put it elsewhere in the order."""
    require(member_of(request), "policy.move")
    found, place = policy_or_404(policy_id), request.POST.get("place", "")
    if place.isascii() and place.isdigit() and len(place) < 6:
        if attempt(request, lambda: do.move(found, place=int(place), by=member_of(request))):
            messages.success(request, _("“%(policy)s” was moved.") % {"policy": found})
    else:
        messages.error(request, _("The list has no such place."))
    return redirect("inbox:policies")


def _act(verb: str, act: Callable[..., ApprovalPolicy], says: Promise) -> View:
    @login_required
    @require_POST
    def view(request: HttpRequest, policy_id: int) -> HttpResponse:
        require(member_of(request), verb)
        found = policy_or_404(policy_id)
        if attempt(request, lambda: act(found, by=member_of(request))):
            messages.success(request, str(says) % {"policy": found})
        return redirect("inbox:policies")

    return cast(View, view)


activate = _act("policy.activate", do.activate, gettext_lazy("“%(policy)s” is on."))
pause = _act("policy.pause", do.pause, gettext_lazy("“%(policy)s” is off: it asks for nobody."))
archive = _act("policy.archive", do.archive, gettext_lazy("“%(policy)s” is put away for good."))


def policy_or_404(pk: int) -> ApprovalPolicy:
    """One that was not archived."""
    found: ApprovalPolicy | None = ApprovalPolicy.objects.standing().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _is_sent(request: HttpRequest) -> bool:
    """Whether the whole form was sent; its other buttons only change its rows."""
    return request.method == "POST" and not request.POST.get("do")


def _form_of(request: HttpRequest, empty: PolicyForm) -> PolicyForm:
    if request.method != "POST":
        return empty
    sent = PolicyForm(request.POST)
    if button := request.POST.get("do", ""):
        return PolicyForm.unchecked(request.POST, changed(sent.shape, button, request.POST))
    return sent
