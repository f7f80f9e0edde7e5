"""One act on many conversations: begun from a list, watched, looked at, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from inbox.actions import bulk as do
from inbox.filters import ListQuery
from inbox.forms import presets, snooze_span
from inbox.forms_bulk import ids_of, read_act
from inbox.models import BulkJob, Conversation
from inbox.models.bulk import BulkItemState
from inbox.presenters.bulk import SESSION, items_of, lines_for, matching, progress_of
from inbox.views.answers import attempt, fragment, kept_query, member_of, say

AT_ONCE = 50
"""Up to so many are done before the page answers, as long as that takes a moment only."""
MOMENT = 1.5
SHOWN = 50
STATES = {str(state): state for state in BulkItemState}


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin: few are done at once, many by a worker while the list shows how far it is."""
    member, query = member_of(request), kept_query(request)
    is_all = request.POST.get("all") == "1"
    rows = query.rows(member) if is_all else _ticked(request)
    written = (query.written() or "?") if is_all else ""
    try:
        verb, arguments = read_act(request.POST)
        job = do.start(verb, by=member, arguments=arguments, rows=rows, query=written)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refused as error:
        messages.error(request, str(error))
    else:
        _show(request, job)
    return HttpResponseRedirect(reverse("inbox:list") + query.written())


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back all that it did."""
    job, query = _job_or_404(request, pk), kept_query(request)
    try:
        undoing = do.undo_all(job, by=member_of(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        _show(request, undoing)
    return HttpResponseRedirect(reverse("inbox:list") + query.written())


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the rest as it is."""
    job = _job_or_404(request, pk)
    if attempt(request, lambda: do.stop(job, by=member_of(request))):
        say(request, _("Stopped. What was done stays done."))
    return redirect("inbox:bulk", pk)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the list show its result no longer."""
    if request.session.get(SESSION) == pk:
        del request.session[SESSION]
    if getattr(request, "htmx", False):
        return HttpResponse()
    return HttpResponseRedirect(reverse("inbox:list") + kept_query(request).written())


@login_required
@never_cache
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The member's own, the newest first."""
    found = BulkJob.objects.visible_to(member_of(request)).select_related("undone_by")[:SHOWN]
    return render(request, "inbox/bulk/jobs.html", {"jobs": [progress_of(job) for job in found]})


@login_required
@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each: the skipped ones first, with the reason."""
    found = _job_or_404(request, pk)
    progress = progress_of(found)
    usual = BulkItemState.SKIPPED if progress.skipped else BulkItemState.DONE
    state = STATES.get(request.GET.get("show", ""), usual)
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0
    items, more = items_of(found, member_of(request), state, after)
    context: dict[str, Any] = {"job": progress, "items": items, "more": more, "state": str(state)}
    return render(request, "inbox/bulk/job.html", context)


@login_required
@require_safe
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, for the list that shows it."""
    return fragment(request, "inbox/bulk/_bar.html", {"job": progress_of(_job_or_404(request, pk))})


@login_required
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many a list has in all, in words."""
    words = matching(ListQuery.read(request.GET), member_of(request))
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@login_required
@require_safe
def choices(request: HttpRequest, word: str) -> HttpResponse:
    """The lines of a menu for the selection, fetched when it opens."""
    if word not in ("assign", "move", "label"):
        raise Http404
    return fragment(request, "inbox/bulk/_choices.html", {"lines": lines_for(word, member_of(request)), "word": word})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Everything that can be done with what is ticked, as a page, for browsers without scripts."""
    member = member_of(request)
    found = list(_ticked(request).select_related("author")[:SHOWN])
    context = {
        "rows": found,
        "back": kept_query(request).written(),
        "menus": {word: lines_for(word, member) for word in ("assign", "move", "label")},
        "presets": presets(),
        "snooze_span": snooze_span(),
    }
    return render(request, "inbox/bulk/choose.html", context)


def _ticked(request: HttpRequest) -> Any:
    given = request.POST.getlist("id") if request.method == "POST" else request.GET.getlist("id")
    seen = Conversation.objects.visible_to(member_of(request)).filter(pk__in=ids_of(given))
    return seen.order_by("-last_message_at", "-pk")


def _show(request: HttpRequest, job: BulkJob) -> None:
    """Few are done by now, and said in a toast; of many, and of what was skipped, the list tells."""
    if job.total <= AT_ONCE:
        do.carry_out(job.pk, by=member_of(request), seconds=MOMENT)
    job.refresh_from_db()
    progress = progress_of(job)
    request.session.pop(SESSION, None)
    if progress.running or progress.skipped:
        request.session[SESSION] = job.pk
    if not progress.running:
        undo_at = progress.undo + kept_query(request).written() if progress.undo else ""
        say(request, f"{progress.words}: {progress.said}.", undo=undo_at)


def _job_or_404(request: HttpRequest, pk: int) -> BulkJob:
    found = BulkJob.objects.visible_to(member_of(request)).select_related("undone_by", "member").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
