"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from architecture.views import context

app_name = "architecture"
# The catalogue stands last: any word may be the name of a system.
urlpatterns: list[URLPattern | URLResolver] = [
    path("systems/", include("architecture.map_urls")),
    path("initiatives/<slug:ref>/architecture/context/", context.context, name="context"),
    re_path(
        r"^initiatives/(?P<ref>AI-[0-9]{4}-[0-9]{4,})/architecture/",
        include("architecture.integration_urls"),
    ),
    path("systems/", include("architecture.catalogue_urls")),
]
