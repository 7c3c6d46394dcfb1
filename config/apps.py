"""Configuration as an app, for its commands and template words."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The outermost layer: it knows everybody and is known by nobody."""

    name = "config"
    verbose_name = "Joinery"
