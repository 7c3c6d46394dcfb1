"""Endpoints of this app."""

from django.urls import path

from portfolio.api import record_views, views

urlpatterns = [
    path("portfolio/summary/", views.Summary.as_view(), name="api-portfolio-summary"),
    path("audit-events/", record_views.AuditEvents.as_view(), name="api-audit-events"),
    path(
        "audit-events/export/",
        record_views.AuditEventExport.as_view(),
        name="api-audit-event-export",
    ),
    path(
        "audit-events/<uuid:event_id>/",
        record_views.AuditEventDetail.as_view(),
        name="api-audit-event",
    ),
    path(
        "checkpoints/latest/",
        record_views.LatestCheckpoint.as_view(),
        name="api-latest-checkpoint",
    ),
]
