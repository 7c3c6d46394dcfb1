"""What people change about themselves, with its event."""

from collections.abc import Container
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from audit.actors import Actor
from audit.recording import record
from people import events
from people.errors import InvalidInput
from people.models import User
from people.text import required_text


@transaction.atomic
def change_profile(
    user: User, *, full_name: str, time_zone: str, language: str, actor: Actor
) -> User:
    """Change what people may change about themselves; saving the same again records nothing.

    Raises:
        InvalidInput: the name is empty, or the time zone or language is not known.
    """
    full_name = required_text(full_name, "full_name", label="The name", most=150, lines=False)
    _refuse_unknown("time_zone", time_zone, available_timezones())
    _refuse_unknown("language", language, dict(settings.LANGUAGES))
    user = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"full_name": full_name, "time_zone": time_zone, "language": language}
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    user.save(update_fields=changed)
    words = ", ".join(name.replace("_", " ") for name in changed)
    record(events.PROFILE_CHANGED, user, actor=actor, data={"fields": words})
    return user


def _refuse_unknown(field: str, value: str, known: Container[str]) -> None:
    if value not in known:
        words = field.replace("_", " ")
        raise InvalidInput(
            f"“{value}” is no {words} that Joinery knows.",
            way_out=f"Choose a {words} from the list.",
            field=field,
        )
