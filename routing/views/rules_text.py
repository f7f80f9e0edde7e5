"""All rules and lists as one text, for review in git, and back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.views.answers import member_of
from routing.as_yaml import exported, take_in
from routing.forms_tuning import RulesTextForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest) -> HttpResponse:
    """The text, and a field that takes another in: all of it or nothing."""
    member = member_of(request)
    require(member, "rule.create")
    form = RulesTextForm(request.POST, request.FILES) if request.method == "POST" else RulesTextForm()
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_in(form.cleaned_data["text"], by=member)
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            says = ngettext("%(count)s rule was read.", "%(count)s rules were read.", len(taken))
            messages.success(request, says % {"count": len(taken)})
            return redirect("routing:rules")
    return render(request, "routing/rules/text.html", {"form": form, "text": exported()})


@login_required
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The text as a file."""
    require(member_of(request), "rule.create")
    answer = HttpResponse(exported(), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rules.yaml"'
    return answer
