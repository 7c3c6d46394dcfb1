"""Pages of the record."""

from django.urls import path

from portfolio.record import views

app_name = "record"
urlpatterns = [
    path("", views.explorer, name="explorer"),
    path("export/", views.export, name="export"),
    path("events/<uuid:event_id>/", views.event, name="event"),
    path("checkpoints/", views.checkpoints, name="checkpoints"),
]
