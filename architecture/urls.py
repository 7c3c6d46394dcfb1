"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver, include, path

from architecture.views import context

app_name = "architecture"
urlpatterns: list[URLPattern | URLResolver] = [
    path("systems/", include("architecture.map_urls")),
    path("initiatives/<slug:ref>/architecture/context/", context.context, name="context"),
]
