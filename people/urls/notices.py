"""The inbox, below `/notices/`."""

from django.urls import path

from people.views import notices

app_name = "notices"
urlpatterns = [
    path("", notices.inbox, name="inbox"),
    path("read/", notices.read_all, name="read-all"),
    path("<uuid:pk>/", notices.notice, name="notice"),
    path("stop/<str:token>/", notices.stop, name="stop"),
]
