"""Endpoints of this app."""

from django.urls import path

from governance.api import views

urlpatterns = [
    path(
        "initiatives/<slug:reference>/design-inputs/",
        views.DesignInputs.as_view(),
        name="api-initiative-design-inputs",
    ),
    path(
        "initiatives/<slug:reference>/owed-items/",
        views.OwedItems.as_view(),
        name="api-initiative-owed-items",
    ),
    path("owed-items/", views.AllOwedItems.as_view(), name="api-owed-items"),
    path("design-inputs/", views.AllDesignInputs.as_view(), name="api-design-inputs"),
    path(
        "design-inputs/<slug:reference>/",
        views.DesignInputDetail.as_view(),
        name="api-design-input",
    ),
    path(
        "design-inputs/<slug:reference>/disposition/",
        views.Disposition.as_view(),
        name="api-disposition",
    ),
    path("design-inputs/<slug:reference>/reply/", views.Reply.as_view(), name="api-reply"),
]
