"""Pages of this app."""

from django.urls import path

from portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("figures/", views.overview_later, name="overview-later"),
]
