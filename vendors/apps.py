"""Criteria, vendors, candidates, scores and the choice: comparing together."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class VendorsConfig(AppConfig):
    """Choosing a vendor together."""

    name = "vendors"
    verbose_name = "Vendor comparison"

    def ready(self) -> None:
        from vendors import checks, events, question_events, question_notices  # noqa: F401 - register kinds

        register(checks.uploads_are_set_up)
        register(checks.uploads_are_looked_through, Tags.security, deploy=True)
