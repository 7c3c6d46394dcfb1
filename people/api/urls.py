"""Endpoints of this app."""

from django.urls import path

from people.api import views

urlpatterns = [
    path("auth/token/", views.IssueToken.as_view(), name="api-token"),
    path("auth/tokens/", views.Tokens.as_view(), name="api-tokens"),
    path(
        "auth/tokens/<uuid:pk>/revocation/",
        views.TokenRevocation.as_view(),
        name="api-token-revocation",
    ),
    path("profile/", views.Profile.as_view(), name="api-profile"),
    path("units/", views.Units.as_view(), name="api-units"),
    path("units/<int:pk>/", views.UnitDetail.as_view(), name="api-unit"),
    path("it-architects/", views.Architects.as_view(), name="api-it-architects"),
]
