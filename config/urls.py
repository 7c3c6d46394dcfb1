"""Every address of Joinery."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from config import health, pages

urlpatterns = [
    path("", include("initiatives.desk_urls")),
    path("", include("governance.calendar_urls")),
    path("", include("governance.signal_urls")),
    path("", include("vendors.library_urls")),
    path("", include("architecture.urls")),
    path("initiatives/", include("governance.urls")),
    path("initiatives/", include("vendors.urls")),
    path("initiatives/", include("vendors.question_urls")),
    path("vendor-room/", include("vendors.room.urls")),
    path("initiatives/", include("initiatives.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("audit/", include("portfolio.record.urls")),
    path("profile/", include("people.urls")),
    path("notices/", include("people.urls.notices")),
    # Administrators change addresses, on the record; by allauth's own page anybody would, unseen.
    path("accounts/email/", pages.nothing_here),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("sw.js", pages.service_worker, name="service-worker"),
    path(
        "offline/",
        login_not_required(TemplateView.as_view(template_name="offline.html")),
        name="offline",
    ),
]

handler400 = "config.problems.bad_request"
handler500 = "config.problems.server_error"
