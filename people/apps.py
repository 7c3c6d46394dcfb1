"""Users, units, posts, roles, duty and sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of the organisation and what they may do."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import events  # noqa: F401 - registers the event kinds of this app
