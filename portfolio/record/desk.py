"""The record's part of an auditor's first page."""

import datetime as dt
from typing import Any

from django.utils import timezone

from audit.kinds import all_event_kinds
from people.models import User
from people.panels import Panel
from people.permissions import Permission, may
from portfolio.record import queries, soundness
from portfolio.record.questions import Asked, saved_questions

DAYS = 7
MOST_KINDS = 8


class WholeRecordPanel(Panel):
    """For auditors: whether the record is whole, and what changed in the last days."""

    template = "portfolio/record/desk.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not may(viewer, Permission.RECORD_VIEW):
            return None
        since = timezone.localdate() - dt.timedelta(days=DAYS)
        changed = queries.changed_since(
            since, {each.code: each.label for each in all_event_kinds()}
        )
        return {
            "whole": soundness.whole(),
            "changed": changed[:MOST_KINDS],
            "other_kinds": len(changed[MOST_KINDS:]),
            "total": sum(each.count for each in changed),
            "asked": Asked(since=since),
            "saved": saved_questions(),
        }
