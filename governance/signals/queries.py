"""Reads of signals, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from governance.models import DetectorRun, Signal
from governance.policies import may_dispose_design_input
from governance.signals.findings import Detector, detectors
from governance.vocabulary import SignalSeverity
from initiatives.models import Initiative, Member
from initiatives.policies import sits_at
from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Role

SEVERITIES = list(SignalSeverity)
# Came from an inventory, and nobody has taken it up.
UNLED = Q(initiative__lead=None) & ~Q(initiative__source="")
_AT_ONCE = (Role.BUSINESS_LEAD, Role.IT_ARCHITECT, Role.AUDITOR)


def signals_visible_to(user: User) -> QuerySet[Signal]:
    """Signals of initiatives that the person may see.

    Both sides and auditors see them at once. An executive sees what executives were told of
    (B119), and what belongs to a table at which they sit.
    """
    if not may(user, Permission.INITIATIVE_VIEW):
        return Signal.objects.none()
    found = Signal.objects.filter(initiative__in=Initiative.objects.visible_to(user))
    if user.holds(*_AT_ONCE) or user.roles == {Role.SESSION_PARTICIPANT}:
        return found
    own_tables = Member.objects.filter(user=user, left_at=None).values("initiative")
    return found.filter(Q(executives_told_at__isnull=False) | Q(initiative__in=own_tables))


def sees_signals_at_once(user: User, initiative: Initiative) -> bool:
    """Both sides, auditors, and whoever sits at the table."""
    return user.holds(*_AT_ONCE) or sits_at(user, initiative)


def open_signals(user: User) -> QuerySet[Signal]:
    """Those that stand now."""
    return signals_visible_to(user).filter(ended_at=None)


def open_at(initiative: Initiative, user: User) -> list[Signal]:
    """Those that stand at the initiative, what cannot wait first; one query beside the viewer's."""
    found = list(open_signals(user).filter(initiative=initiative))
    for each in found:
        each.initiative = initiative
    return most_serious_first(found)


def find_signal(pk: str | int, user: User, *, reference: str = "") -> Signal:
    """The signal for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of it.
    """
    rows = signals_visible_to(user).select_related("initiative__unit", "initiative__lead")
    if reference:
        rows = rows.filter(initiative__reference=reference)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def most_serious_first(signals: Iterable[Signal]) -> list[Signal]:
    """What cannot wait first, within that the oldest."""
    return sorted(signals, key=lambda each: (-severity_rank(each.severity), each.found_at, each.pk))


def severity_rank(severity: str) -> int:
    """0 for a heads-up; the higher, the less it can wait."""
    return SEVERITIES.index(SignalSeverity(severity))


def may_answer_signal(user: User, initiative: Initiative) -> bool:
    """Both sides answer a signal, as both answer design inputs."""
    return may_dispose_design_input(user, initiative)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Open signals of one detector across initiatives.

    Attributes:
        unled: how many of them are at imported initiatives that nobody has taken up.
    """

    detector: Detector
    count: int
    unled: int
    severity: SignalSeverity
    since: dt.datetime

    @property
    def led(self) -> int:
        """How many are at initiatives that somebody leads."""
        return self.count - self.unled


def patterns(user: User) -> list[Pattern]:
    """What stands now, by detector, the most serious first; one query for any number of signals."""
    rows = (
        open_signals(user)
        .order_by()
        .values("detector")
        .annotate(
            n=Count("pk"),
            unled=Count("pk", filter=UNLED),
            critical=Count("pk", filter=Q(severity=SignalSeverity.TIME_CRITICAL)),
            conversation=Count("pk", filter=Q(severity=SignalSeverity.NEEDS_CONVERSATION)),
            since=Min("found_at"),
        )
    )
    known = {each.id: each for each in detectors()}
    found = [_pattern(known[row["detector"]], row) for row in rows if row["detector"] in known]
    return sorted(found, key=lambda each: (-severity_rank(each.severity), each.detector.id))


def _pattern(detector: Detector, row: Any) -> Pattern:
    severity = SignalSeverity.HEADS_UP
    if row["conversation"]:
        severity = SignalSeverity.NEEDS_CONVERSATION
    if row["critical"]:
        severity = SignalSeverity.TIME_CRITICAL
    return Pattern(detector, row["n"], row["unled"], severity, row["since"])


def is_unled(initiative: Initiative) -> bool:
    """Whether it was imported and nobody has taken it up."""
    return bool(initiative.source) and initiative.lead_id is None


def failing_detectors() -> list[DetectorRun]:
    """Detectors whose last run raised; the others looked all the same."""
    return list(DetectorRun.objects.exclude(error="").order_by("detector"))


def last_looked_at() -> dt.datetime | None:
    """When all detectors looked at everything last; None before that."""
    runs = DetectorRun.objects.filter(detector__startswith="D", ran_at__lte=timezone.now())
    found: dt.datetime | None = runs.aggregate(last=Max("ran_at"))["last"]
    return found
