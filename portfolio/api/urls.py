"""Endpoints of this app."""

from django.urls import path

from portfolio.api import views

urlpatterns = [path("portfolio/summary/", views.Summary.as_view(), name="api-portfolio-summary")]
