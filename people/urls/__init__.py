"""Pages of this app, below `/profile/`."""

from django.urls import path

from people.views import notices, profile

app_name = "people"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("notices/", notices.preferences, name="notices"),
    path("notices/test/", notices.test, name="test-notice"),
    path("tokens/", profile.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", profile.revoke, name="revoke-token"),
]
