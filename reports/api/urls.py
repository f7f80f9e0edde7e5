"""Addresses for programs."""

from __future__ import annotations

from django.urls import path

from accounts.api.addresses import addresses
from reports.api.briefs import AgendaDoor
from reports.api.figures import DaysDoor, FiguresDoor
from reports.api.joint import AskedFileDoor, AudienceDoor, JointDoor
from reports.api.metrics import BehindDoor, FileDoor, MetricDoor, MetricsDoor
from reports.api.posts import PostDoor, PostsDoor, UnderDoor
from reports.api.table import RESOURCES

app_name = "reports-api"
urlpatterns = [
    path("metrics/", MetricsDoor.as_view(), name="metrics"),
    path("metrics/<slug:metric>/", MetricDoor.as_view(), name="metric"),
    path("metrics/<slug:metric>/conversations/", BehindDoor.as_view(), name="metric-conversations"),
    path("metrics/<slug:metric>/conversations/<slug:kind>/", FileDoor.as_view(), name="metric-file"),
    path("reports/joint/", JointDoor.as_view(), name="joint"),
    path("reports/audience/", AudienceDoor.as_view(), name="audience"),
    path("reports/posts/", PostsDoor.as_view(), name="posts"),
    path("reports/posts/<int:pk>/", PostDoor.as_view(), name="post"),
    path("reports/posts/<int:pk>/conversations/", UnderDoor.as_view(), name="post-conversations"),
    path("reports/asked/<slug:asks>/<slug:of>/<slug:kind>/", AskedFileDoor.as_view(), name="asked-file"),
    path("figures/", FiguresDoor.as_view(), name="figures"),
    path("figures/days/", DaysDoor.as_view(), name="figure-days"),
    path("briefs/agenda/", AgendaDoor.as_view(), name="agenda"),
    *(address for resource in RESOURCES for address in addresses(resource)),
]
