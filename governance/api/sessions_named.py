"""A session named in a request, as in `WS-0001/2026-11-24`."""

import datetime as dt

from governance.models import SessionOccurrence
from initiatives.models import Initiative
from people.errors import InvalidInput


def session_named(
    initiative: Initiative, name: str, field: str = "session"
) -> SessionOccurrence | None:
    """The initiative's session of that name; None for an empty one.

    Raises:
        InvalidInput: there is none.
    """
    if not name:
        return None
    series, _, slot = name.partition("/")
    found = None
    try:
        day = dt.date.fromisoformat(slot)
    except ValueError:
        day = None
    if day is not None and "\0" not in series:
        found = (
            SessionOccurrence.objects.filter(
                series__initiative=initiative, series__reference=series, slot_on=day
            )
            .select_related("series")
            .first()
        )
    if found is None:
        raise InvalidInput(
            "This initiative has no session of that name.",
            way_out="Name it as in WS-0001/2026-11-24.",
            field=field,
        )
    found.series.initiative = initiative
    return found
