"""Deactivating a member: what they hold, and to whom it goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import NotPossible
from accounts.forms import HandOverForm
from accounts.models import Member
from accounts.permissions import require
from accounts.views.common import form_page, member_of
from inbox.actions import hand_over as do
from inbox.holdings import holdings


@form_page
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """GET lists what the member holds and asks who takes it; POST hands it over and ends their access."""
    require(member_of(request), "member.deactivate")
    member = get_object_or_404(Member.objects.active(), pk=pk)
    held = holdings(member)
    departments = [item.department for item in held.by_department]
    form = HandOverForm(request.POST if request.method == "POST" else None, leaving=member, departments=departments)
    if request.method == "POST" and form.is_valid():
        try:
            do.deactivate(member, to=form.takers(), by=member_of(request))
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s can no longer sign in.") % {"member": member})
            return redirect("accounts:person", pk)
    return render(request, "accounts/deactivate.html", {"person": member, "held": held, "form": form})
