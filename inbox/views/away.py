"""Who decides on drafts in one's place while one is away."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from inbox.actions.delegate import delegate, undelegate
from inbox.forms_review import AwayForm
from inbox.hours import zone_of
from inbox.models import Delegation
from inbox.reviewing import stand_ins
from inbox.views.answers import attempt, member_of, say


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Name a colleague until a day; shows who stands in now."""
    member = member_of(request)
    form = AwayForm(request.POST or None)
    form.fields["to"].queryset = stand_ins().exclude(pk=member.pk)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"] + timedelta(days=1)
        until, to = datetime.combine(day, time(), zone_of(member.time_zone)), form.cleaned_data["to"]
        if attempt(request, lambda: delegate(member, to=to, until=until, by=member)):
            say(request, _("%(member)s decides in your place.") % {"member": to})
            return redirect("inbox:review_away")
    standing = Delegation.objects.standing().filter(member=member).select_related("delegate").first()
    stands_in_for = Delegation.objects.standing().filter(delegate=member).select_related("member")
    context = {"form": form, "standing": standing, "stands_in_for": stands_in_for}
    return render(request, "inbox/review/away.html", context)


@login_required
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Decide by oneself again."""
    member = member_of(request)
    if attempt(request, lambda: undelegate(member, by=member)):
        say(request, _("You decide by yourself again."))
    return redirect("inbox:review_away")
