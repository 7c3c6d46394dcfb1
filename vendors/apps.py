"""Criteria, vendors, candidates, scores and the choice: comparing together."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VendorsConfig(AppConfig):
    """Choosing a vendor together."""

    name = "vendors"
    verbose_name = "Vendor comparison"

    def ready(self) -> None:
        from vendors import events  # noqa: F401 - registers the event kinds of this app
        from vendors.library.shipped import load_shipped

        post_migrate.connect(load_shipped, sender=self)
