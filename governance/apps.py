"""Design inputs, sessions, what is owed: how business and IT work together."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The design conversation."""

    name = "governance"
    verbose_name = "Design conversation"

    def ready(self) -> None:
        from governance import events  # noqa: F401 - registers the event kinds of this app
