"""How the rules do, from the newest rehearsal of those that decide now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import require
from inbox.views.answers import member_of
from routing.presenters_health import newest_rehearsal, remarks_of, undecided_of, words_of_corrections
from routing.presenters_readings import corrections_counted
from routing.presenters_rehearsal import progress_of


@login_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What is wrong with which rule, what no rule decides, and which words would have helped."""
    member = member_of(request)
    require(member, "rehearsal.start")
    found = newest_rehearsal()
    context: dict[str, Any] = {"job": None, "readings": corrections_counted()}
    if found is not None:
        context |= {
            "job": progress_of(found),
            "remarks": remarks_of(found),
            "undecided": undecided_of(found, member),
            "words_missed": words_of_corrections(found, member),
        }
    return render(request, "routing/health.html", context)
