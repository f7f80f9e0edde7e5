"""Every address of Liaison, by room."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.api.door import Nowhere
from accounts.views.console import data_sign_in
from accounts.views.sign_in import AddressView, SignInView
from config import health, reference
from inbox.views import hand_over

handler403 = "accounts.views.errors.forbidden"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.failed"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("workz", health.working, name="workz"),
    path("", RedirectView.as_view(pattern_name="inbox:list"), name="home"),
    path("", include("inbox.urls")),
    path("", include("routing.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("inbox.api.urls")),
    path("api/v1/", include("routing.api.urls")),
    path("api/v1/", include("reports.api.urls")),
    path("api/v1/openapi.json", reference.Schema.as_view(), name="openapi"),
    path("api/", reference.reference, name="reference"),
    re_path(r"^api/", Nowhere.as_view()),
    path("accounts/login/", SignInView.as_view(), name="account_login"),
    path("accounts/email/", AddressView.as_view(), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("people/<int:pk>/deactivate/", hand_over.deactivate, name="person_deactivate"),
    path("", include("accounts.urls")),
    # Django's admin: one sign-in and one way to change a password, ours.
    path("console/data/login/", data_sign_in),
    path("console/data/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("console/data/", admin.site.urls),
]
