"""Addresses of the inventory import, below `/initiatives/import/`."""

from django.urls import path

from initiatives import import_views

urlpatterns = [
    path("", import_views.bring, name="import"),
    path("mappings/<slug:name>.toml", import_views.shipped_mapping, name="import-mapping"),
    path("<uuid:import_id>/", import_views.show, name="import-show"),
    path("<uuid:import_id>/take/", import_views.take, name="import-take"),
    path("<uuid:import_id>/progress/", import_views.progress, name="import-progress"),
    path("<uuid:import_id>/findings.csv", import_views.findings, name="import-findings"),
]
