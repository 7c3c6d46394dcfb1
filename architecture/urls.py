"""Pages of systems, integrations and decision records."""

from django.urls import URLPattern, URLResolver

app_name = "architecture"
urlpatterns: list[URLPattern | URLResolver] = []
