"""The API: each app brings its own endpoints."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.problems import NothingHere

urlpatterns = [
    path("", include("people.api.urls")),
    path("", include("initiatives.api.urls")),
    path("", include("architecture.api.urls")),
    path("", include("governance.api.urls")),
    path("", include("vendors.api.urls")),
    path("", include("vendors.api.question_urls")),
    path("", include("portfolio.api.urls")),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        login_not_required(SpectacularSwaggerSplitView.as_view(url_name="schema")),
        name="api-docs",
    ),
    re_path("", NothingHere.as_view()),
]
