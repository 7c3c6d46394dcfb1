"""What other apps do when an initiative changes, in the transaction of the change.

`INITIATIVE_FOLLOWERS` in the settings names subclasses of `Follower`. A follower that raises
undoes the change.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from audit.actors import Actor
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User
from people.vocabulary import Party


class Follower:
    """Hears of changes; each method runs under the initiative's lock and does nothing here."""

    def registered(self, initiative: Initiative, *, actor: User) -> None:
        """The initiative was registered."""

    def seat_taken(self, initiative: Initiative, user: User, party: Party, *, actor: Actor) -> None:
        """A person sits at the table now."""

    def seat_left(self, initiative: Initiative, user: User, *, actor: Actor) -> None:
        """A person left the table."""

    def status_changed(self, initiative: Initiative, *, actor: User) -> None:
        """Work was paused, stopped, withdrawn or resumed."""

    def stage_changed(self, initiative: Initiative, left: Stage, *, actor: User) -> None:
        """A go-ahead moved it from the stage it left to the one it is in."""


def followers() -> list[Follower]:
    """Every follower that the settings name, in order."""
    return [import_string(path)() for path in settings.INITIATIVE_FOLLOWERS]
