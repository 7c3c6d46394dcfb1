"""The history of an initiative as one person reads it.

`HISTORY_LIMITS` in the settings names callables `(viewer, initiative) -> Q | None`: events that
the viewer hears of elsewhere, and later. The record keeps them all, and auditors read them all.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from audit.models import AuditEvent
from audit.queries import history_of
from initiatives.models import Initiative
from people.models import User


def history_for(viewer: User, initiative: Initiative) -> QuerySet[AuditEvent]:
    """What happened as far as the viewer hears of it, newest first; a fixed number of queries."""
    events = history_of(initiative.reference)
    for path in settings.HISTORY_LIMITS:
        kept_back = import_string(path)(viewer, initiative)
        if kept_back is not None:
            events = events.exclude(kept_back)
    return events
