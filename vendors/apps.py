"""Criteria, vendors, candidates, scores and the choice: comparing together."""

from django.apps import AppConfig


class VendorsConfig(AppConfig):
    """Choosing a vendor together."""

    name = "vendors"
    verbose_name = "Vendor comparison"

    def ready(self) -> None:
        from vendors import events  # noqa: F401 - registers the event kinds of this app
