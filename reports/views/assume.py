"""Where administrators set what numbers in money rest on."""

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
from reports.actions import assume as do
from reports.forms import AssumptionForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assume(request: HttpRequest) -> HttpResponse:
    """What holds now, to be changed from a month on."""
    member = member_of(request)
    require(member, "assumption.set")
    form = AssumptionForm(request.POST) if request.method == "POST" else AssumptionForm.current()
    if request.method == "POST" and form.is_valid():
        try:
            do.assume(by=member, **form.content())
        except NotPossible as error:
            form.add_error("month", str(error))
        else:
            messages.success(request, _("These assumptions hold from that month on."))
            return redirect("reports:outcomes")
    return render(request, "reports/assume.html", {"form": form})
