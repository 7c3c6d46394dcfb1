"""AI initiatives, their parties, invitations and milestones."""

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    """The initiative and who is at its table."""

    name = "initiatives"
    verbose_name = "Initiatives"

    def ready(self) -> None:
        from initiatives import events  # noqa: F401 - registers the event kinds of this app
