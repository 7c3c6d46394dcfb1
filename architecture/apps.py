"""Systems, integrations, design authority and decision records."""

from django.apps import AppConfig


class ArchitectureConfig(AppConfig):
    """IT owns the design of the integration."""

    name = "architecture"
    verbose_name = "Integration design"

    def ready(self) -> None:
        from architecture import events  # noqa: F401 - registers the event kinds of this app
