"""The addresses of reports."""

from __future__ import annotations

from django.urls import path

from reports.views import joint

app_name = "reports"
urlpatterns = [
    path("reports/", joint.report, name="joint"),
    path("reports/behind/<slug:metric>/<slug:key>/", joint.behind, name="behind"),
    path("reports/asked/<slug:asks>/<slug:of>/", joint.behind_pair, name="behind_pair"),
]
