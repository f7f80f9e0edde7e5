"""The weekly brief: the agenda that makes itself, with what people add to it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import may, require
from inbox.staffing import monday_of
from inbox.views.answers import attempt, member_of
from reports.actions import brief as do
from reports.briefing import brief_for
from reports.forms import BriefForm, ReaderForm
from reports.models import BriefReader
from reports.paper import as_pdf, brief_paper

EARLIEST = date(2000, 1, 3)


@login_required
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """That of the last week that is over."""
    last = monday_of(timezone.localdate()) - timedelta(days=7)
    return redirect("reports:brief_week", last.isoformat())


@login_required
@never_cache
@require_safe
def brief_week(request: HttpRequest, week: str) -> HttpResponse:
    """The agenda of one week."""
    member, first = member_of(request), _monday(week)
    made = brief_for(member, first)
    reader = BriefReader.objects.filter(member=member).first()
    this = monday_of(timezone.localdate())
    context = {
        "brief": made,
        "before": (first - timedelta(days=7)).isoformat(),
        "after": (first + timedelta(days=7)).isoformat() if first < this else "",
        "reader": reader,
        "reader_form": ReaderForm(
            initial={"weekday": reader.weekday if reader else 0, "hour": reader.hour if reader else 7}
        ),
        "may_edit": may(member, "brief.edit"),
    }
    return render(request, "reports/brief.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, week: str) -> HttpResponse:
    """Write what is to be talked about, and what was decided."""
    member, first = member_of(request), _monday(week)
    require(member, "brief.edit")
    made = brief_for(member, first)
    written = made.written
    facts = {"agenda": written.agenda, "decided": written.decided, "version": written.version}
    form = BriefForm(request.POST if request.method == "POST" else None, initial=facts)
    theirs = None
    if request.method == "POST" and form.is_valid():
        if attempt(request, lambda: do.edit(first, by=member, **form.cleaned_data)):
            messages.success(request, _("Saved. Everybody who reads this brief sees it."))
            return redirect("reports:brief_week", first.isoformat())
        theirs = written
        again = request.POST.copy()
        again["version"] = str(written.version)
        form = BriefForm(again)
    return render(request, "reports/brief_form.html", {"brief": made, "form": form, "theirs": theirs})


@login_required
@never_cache
@require_safe
def pdf(request: HttpRequest, week: str) -> HttpResponse:
    """The same on paper."""
    made = brief_for(member_of(request), _monday(week))
    return as_pdf(brief_paper(made), f"brief-{made.week.isoformat()}")


@login_required
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """By mail from now on, or no more."""
    member = member_of(request)
    form = ReaderForm(request.POST)
    if "stop" in request.POST:
        do.unsubscribe(by=member)
        messages.success(request, _("You get no more mails of the brief; its page stays."))
    elif form.is_valid() and attempt(request, lambda: do.subscribe(by=member, **form.cleaned_data)):
        messages.success(request, _("You get the brief by mail each week."))
    return redirect("reports:brief")


def _monday(text: str) -> date:
    """The Monday that an address names; anything else is not found."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if monday_of(day) != day or not EARLIEST <= day <= timezone.localdate():
        raise Http404
    return day
