"""Being away: one's own absences, those of colleagues, and for leads saying it for somebody."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.actions import absences as do
from accounts.away import away_now, led_by, span_words, today_of
from accounts.errors import Refused
from accounts.forms_away import AwayForm, ReportForm
from accounts.models import Absence, Membership
from accounts.views.common import act, form_page, member_of

SHOWN = 100


@form_page
def away(request: HttpRequest) -> HttpResponse:
    """Say from when to when; who of one's colleagues is or will be away."""
    member = member_of(request)
    form = AwayForm(request.POST or None, initial={"starts_on": today_of(member)})
    form.without(member)
    if request.method == "POST" and form.is_valid():
        try:
            made = do.plan(member, by=member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You are away: %(days)s.") % {"days": span_words(made)})
            return redirect("accounts:away")
    return _shown(request, form, None)


@form_page
def report(request: HttpRequest) -> HttpResponse:
    """Say it for somebody of a department that one leads; GET shows the page."""
    member = member_of(request)
    led = led_by(member)
    form = ReportForm(request.POST or None, led=led, initial={"starts_on": today_of(member)}, auto_id="report_%s")
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        somebody = facts.pop("member")
        try:
            made = do.report(somebody, by=member, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            says = _("%(member)s is away: %(days)s.")
            messages.success(request, says % {"member": somebody, "days": span_words(made)})
            return redirect("accounts:away")
    return _shown(request, None, form)


@act
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Be back, or not go: one's own absence, or that of somebody whom one leads."""
    member = member_of(request)
    absence = get_object_or_404(Absence.objects.select_related("member"), pk=pk)
    try:
        if absence.member_id == member.pk:
            do.end(absence, by=member)
            messages.success(request, _("Welcome back: work comes to you again."))
        else:
            do.report_back(absence, by=member)
            messages.success(request, _("%(member)s is here again.") % {"member": absence.member})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:away")


def _shown(request: HttpRequest, form: AwayForm | None, report_form: ReportForm | None) -> HttpResponse:
    member = member_of(request)
    today, led = today_of(member), led_by(member)
    if form is None:
        form = AwayForm(initial={"starts_on": today})
        form.without(member)
    colleagues = Membership.objects.filter(department__in=member.memberships.values("department")).values("member")
    around = Q() if member.is_administrator else Q(member__in=colleagues) | Q(cover=member)
    coming = Absence.objects.from_day(today).select_related("member", "cover").filter(around, member__is_active=True)
    leading = set(led.values_list("pk", flat=True))
    context = {
        "own": Absence.objects.from_day(today).filter(member=member).select_related("cover"),
        "others": [(row, row.member_id in leading) for row in coming.exclude(member=member)[:SHOWN]],
        "now": away_now(),
        "form": form,
        "report_form": report_form
        or (ReportForm(led=led, initial={"starts_on": today}, auto_id="report_%s") if leading else None),
        "span": span_words,
    }
    return render(request, "accounts/away.html", context)
