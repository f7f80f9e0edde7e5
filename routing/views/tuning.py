"""How much the parts of the score count, and from when on something is a spike."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import member_of
from routing.actions import score as scores
from routing.actions import spike as do
from routing.forms_tuning import SpikeLimitsForm, WeightsForm
from routing.models import Tuning
from routing.spike_words import spike_rows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest) -> HttpResponse:
    """The weight of each part."""
    require(member_of(request), "score.weigh")
    form = WeightsForm(request.POST) if request.method == "POST" else WeightsForm(initial=Tuning.now().weighing)
    if request.method == "POST" and form.is_valid():
        try:
            scores.weigh(form.cleaned_data, by=member_of(request))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The weights are kept: conversations that wait are scored anew within minutes.")
            )
            return redirect("routing:score")
    return render(request, "routing/score.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """From when on it is a spike, and those that were raised."""
    member = member_of(request)
    require(member, "spike.tune")
    form = SpikeLimitsForm(request.POST) if request.method == "POST" else SpikeLimitsForm.of(Tuning.now())
    if request.method == "POST" and form.is_valid():
        try:
            do.tune(by=member, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Spikes are raised by these limits from now on."))
            return redirect("routing:spike_limits")
    return render(request, "routing/spikes/limits.html", {"form": form, "spikes": spike_rows(member)})
