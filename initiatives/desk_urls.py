"""The first page."""

from django.urls import path

from initiatives.views.desk import desk

urlpatterns = [path("", desk, name="desk")]
