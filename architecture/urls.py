"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "architecture"
urlpatterns: list[URLPattern | URLResolver] = [
    path("systems/", include("architecture.map_urls")),
]
