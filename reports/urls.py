"""The addresses of reports."""

from __future__ import annotations

from django.urls import path

from reports.views import asking, assume, brief, export, joint, numbers, objectives, rate

app_name = "reports"
urlpatterns = [
    path("reports/", joint.report, name="joint"),
    path("reports/report.pdf", export.pdf, name="pdf"),
    path("reports/service/", numbers.service, name="service"),
    path("reports/marketing/", numbers.marketing, name="marketing"),
    path("reports/posts/<int:post_id>/", numbers.post, name="post"),
    path("reports/posts/<int:post_id>/conversations/", joint.under, name="under"),
    path("reports/outcomes/", numbers.outcomes, name="outcomes"),
    path("reports/assumptions/", assume.assume, name="assume"),
    path("reports/behind/<slug:metric>/<slug:key>/", joint.behind, name="behind"),
    path("reports/behind/<slug:metric>/<slug:key>/export/<slug:kind>/", export.conversations, name="export"),
    path("reports/asked/", asking.asking_map, name="map"),
    path("reports/asked/<slug:asks>/<slug:of>/", asking.between, name="behind_pair"),
    path("reports/asked/<slug:asks>/<slug:of>/export/<slug:kind>/", export.between, name="export_pair"),
    path("reports/objectives/", objectives.objectives, name="objectives"),
    path("reports/objectives/new/", objectives.create, name="objective_create"),
    path("reports/objectives/<int:objective_id>/", objectives.objective, name="objective"),
    path("reports/objectives/<int:objective_id>/change/", objectives.change, name="objective_change"),
    path("reports/objectives/<int:objective_id>/drop/", objectives.drop, name="objective_drop"),
    path("reports/objectives/<int:objective_id>/restore/", objectives.restore, name="objective_restore"),
    path("reports/brief/", brief.brief, name="brief"),
    path("reports/brief/mail/", brief.subscribe, name="brief_mail"),
    path("reports/brief/<str:week>/", brief.brief_week, name="brief_week"),
    path("reports/brief/<str:week>/edit/", brief.edit, name="brief_edit"),
    path("reports/brief/<str:week>/brief.pdf", brief.pdf, name="brief_pdf"),
    path("rate/<str:token>/", rate.rate, name="rate"),
]
