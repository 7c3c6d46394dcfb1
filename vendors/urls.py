"""Pages of this app, below /initiatives/."""

from django.urls import URLPattern, URLResolver

from vendors import choice_urls

app_name = "vendors"
urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += choice_urls.urlpatterns
