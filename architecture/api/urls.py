"""Addresses of this app's endpoints."""

from django.urls import URLPattern, URLResolver, include, path

from architecture.api import systems_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("architecture.api.map_urls")),
    path("systems/", systems_views.Systems.as_view(), name="api-systems"),
    path("systems-import/", systems_views.SystemsImport.as_view(), name="api-systems-import"),
    path("systems/<slug:slug>/", systems_views.SystemDetail.as_view(), name="api-system"),
    path("systems/<slug:slug>/merge/", systems_views.Merge.as_view(), name="api-system-merge"),
    path("", include("architecture.api.integration_urls")),
]
