"""Addresses of the map; below `systems/`, before the systems themselves."""

from django.urls import path

from architecture.views import map as views
from architecture.views import sprawl

urlpatterns = [
    path("map/", views.system_map, name="map"),
    path("map/data/", views.map_data, name="map-data"),
    path("sprawl/", sprawl.sprawl_figures, name="sprawl-figures"),
    path("sprawl/<slug:kind>/", sprawl.sprawl_list, name="sprawl"),
    path("map.svg", views.map_svg, name="map-svg"),
]
