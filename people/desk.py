"""What this app brings to the desk."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from people.delivery.reasons import plain_reason
from people.models import User
from people.panels import Panel
from people.queries import inbox_of, undelivered, undelivered_letters

LATELY = dt.timedelta(days=14)
MOST_NOTICES = 5
MOST_REASONS = 200


class NoticesPanel(Panel):
    """The newest notices that the viewer has not opened; who reads them as mail opens none."""

    template = "people/desk/notices.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        lately = timezone.now() - LATELY
        found = inbox_of(viewer).filter(read_at=None, appears_at__gte=lately)[: MOST_NOTICES + 1]
        unread = list(found)
        if not unread:
            return None
        return {"notices": unread[:MOST_NOTICES], "there_are_more": len(unread) > MOST_NOTICES}


class UndeliveredPanel(Panel):
    """For administrators: what was given up of notices and letters, and why most of it was."""

    template = "people/desk/undelivered.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.is_staff:
            return None
        count, letters = undelivered().count(), undelivered_letters().count()
        if not count and not letters:
            return None
        return {
            "count": count,
            "reason": _commonest_reason(undelivered()),
            "letters": letters,
            "letter_reason": _commonest_reason(undelivered_letters()),
        }


def _commonest_reason(given_up: QuerySet[Any]) -> str:
    said = given_up.values_list("last_error", flat=True)[:MOST_REASONS]
    counted = Counter(map(plain_reason, said)).most_common(1)
    return counted[0][0] if counted else ""
