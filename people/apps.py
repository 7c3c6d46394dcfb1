"""Users, units, posts, roles, duty and sign-in."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    """People of the organisation and what they may do."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import events  # noqa: F401 - registers the event kinds of this app

        # Workers need every app's kinds of notices, whether or not they load its actions.
        autodiscover_modules("notices")
