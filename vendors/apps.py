"""Criteria, vendors, candidates, scores and the choice: comparing together."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class VendorsConfig(AppConfig):
    """Choosing a vendor together."""

    name = "vendors"
    verbose_name = "Vendor comparison"

    def ready(self) -> None:
        # Importing them registers kinds of events and of notices.
        from vendors import checks, events, question_events, question_notices  # noqa: F401
        from vendors.library.shipped import load_shipped

        post_migrate.connect(load_shipped, sender=self)
        register(checks.uploads_are_set_up)
        register(checks.uploads_are_looked_through, Tags.security, deploy=True)
