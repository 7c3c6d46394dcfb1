"""Pages of this app, below `/profile/`."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", views.revoke, name="revoke-token"),
]
