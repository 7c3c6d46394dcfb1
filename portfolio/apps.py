"""The executive's view; reads everything, writes nothing."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Status at a glance."""

    name = "portfolio"
    verbose_name = "Portfolio"
