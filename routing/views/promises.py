"""What is promised to those who write to us: the list in its order, one policy, and what would hold."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import attempt, member_of
from routing.actions import sla_policy as do
from routing.forms import HoldsForm, SlaPolicyForm
from routing.models import SlaPolicy
from routing.presenters import held_for, names, policy_lines, policy_rows
from routing.promising import Facts
from routing.saying import promise_sentence
from routing.stored import policy_from, policy_kept


@login_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """All of them as they are asked, and what would hold for a conversation that one describes."""
    require(member_of(request), "sla_policy.change")
    form = HoldsForm(request.GET if "department" in request.GET else None)
    held = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        channel = data["channel"].pk if data["channel"] else 0
        held = held_for(Facts(data["department"].pk, channel, data["kind"], data["priority"] or 2))
    return render(request, "routing/promises.html", {"policies": policy_rows(), "form": form, "held": held})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(member_of(request), "sla_policy.create")
    form = SlaPolicyForm(request.POST) if request.method == "POST" else SlaPolicyForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = do.create(by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(policy)s” is promised from now on.") % {"policy": made})
            return redirect("routing:promises")
    return render(request, "routing/promise.html", {"form": form, "policy": None})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, policy_id: int) -> HttpResponse:
    """What one promises, in a sentence and as fields."""
    require(member_of(request), "sla_policy.change")
    found = policy_or_404(policy_id)
    form = SlaPolicyForm(request.POST, policy=found) if request.method == "POST" else SlaPolicyForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            done = do.change(found, by=member_of(request), **form.content())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(policy)s” is promised as it reads now.") % {"policy": done})
            return redirect("routing:promises")
    sentence = promise_sentence(policy_from(policy_kept(found)), names())
    context = {"form": form, "policy": found, "sentence": sentence, "lines": policy_lines(found)}
    return render(request, "routing/promise.html", context)


@login_required
@require_POST
def move(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Put it elsewhere among its equals."""
    require(member_of(request), "sla_policy.move")
    found, place = policy_or_404(policy_id), request.POST.get("place", "")
    if not (place.isascii() and place.isdigit() and len(place) < 6):
        messages.error(request, _("The list has no such place."))
    elif attempt(request, lambda: do.move(found, place=int(place), by=member_of(request))):
        messages.success(request, _("“%(policy)s” was moved.") % {"policy": found})
    return redirect("routing:promises")


@login_required
@require_POST
def archive(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Put it away for good."""
    require(member_of(request), "sla_policy.archive")
    found = policy_or_404(policy_id)
    if attempt(request, lambda: do.archive(found, by=member_of(request))):
        messages.success(request, _("“%(policy)s” is put away for good.") % {"policy": found})
    return redirect("routing:promises")


def policy_or_404(pk: int) -> SlaPolicy:
    """One that was not archived."""
    found: SlaPolicy | None = SlaPolicy.objects.standing().select_related("calendar").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
