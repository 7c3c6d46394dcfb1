"""Addresses of this app's endpoints."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("architecture.api.integration_urls")),
]
