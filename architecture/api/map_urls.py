"""Addresses of the map, of twins and of sprawl; before the systems themselves."""

from django.urls import path

from architecture.api import map_views as views

urlpatterns = [
    path("systems/map/", views.SystemMap.as_view(), name="api-system-map"),
    path("integration-twins/", views.Twins.as_view(), name="api-integration-twins"),
    path("integration-sprawl/", views.Sprawl.as_view(), name="api-integration-sprawl"),
    path(
        "integration-search/",
        views.SimilarIntegrations.as_view(),
        name="api-integration-search",
    ),
]
