"""Fields of our own on contacts; administrators only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NotPossible
from accounts.permissions import require
from inbox.actions import contact_field
from inbox.forms_contacts import FieldChangeForm, FieldForm
from inbox.models import ContactField
from inbox.views.answers import attempt, member_of, say


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest) -> HttpResponse:
    """All of them, and the form for a new one."""
    require(member_of(request), "field.create")
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = contact_field.create(by=member_of(request), **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Every contact has “%(name)s” now.") % {"name": made.name})
            return redirect("inbox:contact_fields")
    return render(request, "inbox/contacts/fields.html", {"fields": ContactField.objects.all(), "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name and answers."""
    require(member_of(request), "field.change")
    found = get_object_or_404(ContactField, pk=pk)
    initial = {"name": found.name, "choices": "\n".join(found.choices)}
    form = FieldChangeForm(request.POST or None, initial=initial)
    if found.kind != "choice":
        del form.fields["choices"]
    if request.method == "POST" and form.is_valid():
        try:
            contact_field.change(found, by=member_of(request), **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Saved."))
            return redirect("inbox:contact_fields")
    return render(request, "inbox/contacts/field.html", {"field": found, "form": form})


@login_required
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of use."""
    require(member_of(request), "field.archive")
    found = get_object_or_404(ContactField, pk=pk)
    if attempt(request, lambda: contact_field.archive(found, by=member_of(request))):
        say(request, _("“%(name)s” is out of use; its values are kept.") % {"name": found.name})
    return redirect("inbox:contact_fields")


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it into use again."""
    require(member_of(request), "field.restore")
    found = get_object_or_404(ContactField, pk=pk)
    if attempt(request, lambda: contact_field.restore(found, by=member_of(request))):
        say(request, _("“%(name)s” is in use again.") % {"name": found.name})
    return redirect("inbox:contact_fields")
