"""Rehearsals: begun, watched, read; and one post that somebody pastes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import attempt, fragment, member_of, say
from routing.actions import rehearsal as do
from routing.forms_rehearsal import PostForm, RehearsalForm, set_named
from routing.models import Rehearsal
from routing.presenters_rehearsal import by_rule, differences_of, figures_of, matrix_of, progress_of
from routing.rule_sets import ready
from routing.trying import facts_typed
from routing.views.numbers import number_in
from routing.why import why

LISTED = 20
MOMENT = 1.5
"""A small one is done before the page answers."""


@login_required
@never_cache
@require_safe
def rehearsals(request: HttpRequest) -> HttpResponse:
    """What was rehearsed lately, and the form for the next."""
    require(member_of(request), "rehearsal.start")
    given = {name: request.GET[name] for name in ("new", "old") if name in request.GET}
    form = RehearsalForm(None, by=member_of(request), initial=given)
    return _list(request, form)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    member = member_of(request)
    require(member, "rehearsal.start")
    form = RehearsalForm(request.POST, by=member)
    if not form.is_valid():
        return _list(request, form)
    try:
        made = do.start(by=member, **form.content())
    except NotPossible as error:
        form.add_error(None, str(error))
        return _list(request, form)
    do.carry_out(made.pk, seconds=MOMENT)
    return redirect("routing:rehearsal", made.pk)


@login_required
@never_cache
@require_safe
def rehearsal(request: HttpRequest, rehearsal_id: int) -> HttpResponse:
    """Its numbers, who would gain, and what differs; how far it is while it runs."""
    member, found = member_of(request), _or_404(request, rehearsal_id)
    shown = progress_of(found)
    context: dict[str, Any] = {"job": shown, "figures": None, "only": ""}
    if shown.finished:
        only = "disagreed" if request.GET.get("show") == "disagreed" else ""
        codes, matrix = matrix_of(found.figures)
        differences, more = differences_of(found, member, after=number_in(request, "after"), only=only)
        context |= {"figures": figures_of(found.figures), "codes": codes, "matrix": matrix, "rules": by_rule(found)}
        context |= {"differences": differences, "more": more, "only": only, "new": found.new["word"]}
    return render(request, "routing/rehearsal.html", context)


@login_required
@require_safe
def progress(request: HttpRequest, rehearsal_id: int) -> HttpResponse:
    """How far it is, for the page that shows it."""
    found = progress_of(_or_404(request, rehearsal_id))
    response = fragment(request, "routing/_progress_now.html", {"job": found})
    if not found.running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def stop(request: HttpRequest, rehearsal_id: int) -> HttpResponse:
    """Leave the rest."""
    found = _or_404(request, rehearsal_id)
    if attempt(request, lambda: do.stop(found, by=member_of(request))):
        say(request, _("Stopped. A rehearsal changes nothing, so there is nothing to take back."))
    return redirect("routing:rehearsal", rehearsal_id)


@login_required
@require_safe
def attempt_post(request: HttpRequest) -> HttpResponse:
    """What rules would do with a post that somebody pastes; nothing of it is kept."""
    member = member_of(request)
    require(member, "rehearsal.start")
    form = PostForm(request.GET if "text" in request.GET else None)
    told = None
    if form.is_bound and form.is_valid():
        data, chosen = form.cleaned_data, set_named(form.cleaned_data["rules"])
        rules = ready(chosen.rules, chosen.lists)
        facts = facts_typed(data["text"], data["channel"], data["kind"], data["followers"], rules.topics)
        told = why(facts, rules.rules, member, every="all" in request.GET)
    return render(request, "routing/try.html", {"form": form, "told": told})


def _list(request: HttpRequest, form: RehearsalForm) -> HttpResponse:
    jobs = [progress_of(one) for one in Rehearsal.objects.all()[:LISTED]]
    return render(request, "routing/rehearsals.html", {"form": form, "jobs": jobs})


def _or_404(request: HttpRequest, pk: int) -> Rehearsal:
    require(member_of(request), "rehearsal.start")
    found = Rehearsal.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
