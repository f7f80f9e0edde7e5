"""What people read when something went wrong; each in our look, with the way on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page was open for too long, or that came from elsewhere; to htmx a toast says so."""
    if getattr(request, "htmx", False):
        return toast(request, _("This page was open for too long. Load it again; nothing was changed."), status=403)
    return render(request, "accounts/stale_form.html", status=403)


def toast(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """For htmx: nothing but the toast that carries the sentence; the page stays as it is."""
    messages.error(request, sentence)
    response = render(request, "accounts/refused_toast.html", status=status)
    response["HX-Reswap"] = "none"
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 without a sentence of its own."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent, or not for this member; the page does not tell which."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: drawn without session or database, which may be what failed."""
    return render(None, "500.html", status=500)
