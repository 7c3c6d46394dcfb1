"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "architecture"
# `systems/` stands last: any word may be the name of a system.
urlpatterns: list[URLPattern | URLResolver] = [
    path("systems/", include("architecture.catalogue_urls")),
]
