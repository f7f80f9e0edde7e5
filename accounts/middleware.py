"""What every request passes: the first run, the member's time and language, and refusals."""

from __future__ import annotations

import zoneinfo
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin

from accounts.errors import NotAllowed, Refused
from accounts.first_run import is_fresh
from accounts.views.errors import toast

BEFORE_SET_UP = ("/welcome/", "/healthz", "/readyz", "/workz", "/static/")
"""What answers before there is any member."""


class FirstRunMiddleware(MiddlewareMixin):
    """Leads every page to the welcome while nobody is a member; asks no more once somebody is."""

    is_set_up = False

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Redirect, or let it pass."""
        if self.is_set_up or request.path.startswith(BEFORE_SET_UP):
            return None
        if request.user.is_authenticated or not is_fresh():
            self.is_set_up = True
            return None
        return redirect("accounts:welcome")


class PreferencesMiddleware(MiddlewareMixin):
    """Times and words as the signed-in member wants them."""

    def process_request(self, request: HttpRequest) -> None:
        """Switch to the member's zone and language; strangers get the defaults."""
        timezone.deactivate()
        if not request.user.is_authenticated:
            return
        try:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The next request of this worker starts afresh."""
        timezone.deactivate()
        return response


class RefusedMiddleware(MiddlewareMixin):
    """The one place where a refused act becomes an answer: 403 without the right, 409 when senseless."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page with the sentence; to htmx only the toast that carries it."""
        if not isinstance(error, Refused):
            return None
        status = HTTPStatus.FORBIDDEN if isinstance(error, NotAllowed) else HTTPStatus.CONFLICT
        if getattr(request, "htmx", False):
            return toast(request, str(error), status=status)
        context = {"sentence": str(error), "status": status, "back": _back(request)}
        return render(request, "accounts/refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The page they came from, when it is one of ours."""
    referrer = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return referrer.removeprefix(own.rstrip("/")) if referrer.startswith(own) else reverse("accounts:profile")
