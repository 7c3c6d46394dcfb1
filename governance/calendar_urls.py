"""Addresses of calendars and of links in mails, at the root."""

from django.urls import path

from governance.views import feeds, replies

app_name = "calendar"
urlpatterns = [
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("profile/calendar/", feeds.calendar_address, name="address"),
    path("sessions/reply/<str:token>/", replies.reply, name="session-reply"),
]
