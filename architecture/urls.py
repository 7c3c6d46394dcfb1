"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver, include, path, re_path

app_name = "architecture"
urlpatterns: list[URLPattern | URLResolver] = [
    path("systems/", include("architecture.map_urls")),
    re_path(
        r"^initiatives/(?P<ref>AI-[0-9]{4}-[0-9]{4,})/architecture/",
        include("architecture.integration_urls"),
    ),
]
