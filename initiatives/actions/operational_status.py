"""How it runs: from an experiment to operation and out of it again (B96).

Whether the work on it goes on is another matter, see `status`: what runs may change in a pause too.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit
from initiatives.models import Initiative, OperationalStatusChange
from initiatives.transitions import OPERATIONAL_STATUS
from initiatives.vocabulary import OperationalStatus
from people.checking import refuse_future
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text
from people.vocabulary import Party


@transaction.atomic
def change_operational_status(
    initiative: Initiative,
    status: str,
    *,
    effective_on: dt.date,
    evidence: str,
    actor: User,
) -> OperationalStatusChange:
    """It runs as something else since a day; `evidence` is what shows it, in words or a link.

    When an experiment ends is asked by the clarity profile (SU-8), not here.

    Raises:
        NotPermitted: the actor sits on neither side.
        NotPossibleNow: it runs as that already, or cannot come to it from how it runs now.
        InvalidInput: the status is unknown, the evidence is empty, or the day lies ahead or
            before the last change.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_change_operational_status(actor, initiative),
        "Business and IT at the table say how it runs.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    before = OperationalStatus(initiative.operational_status)
    now = _reachable(before, status)
    evidence = required_text(evidence, "evidence", label="What shows it", most=2000)
    _refuse_day(initiative, effective_on)
    change = OperationalStatusChange.objects.create(
        initiative=initiative,
        from_status=before,
        to_status=now,
        effective_on=effective_on,
        evidence=evidence,
        by=actor,
        by_party=actor.party or Party.BUSINESS,
    )
    initiative.operational_status = now
    initiative.updated_at = timezone.now()
    initiative.save(update_fields=["operational_status", "updated_at"])
    record(
        events.OPERATIONAL_STATUS_CHANGED,
        initiative,
        actor=actor,
        data={
            "now": now.label.lower(),
            "before": before.label.lower(),
            "effective_on": effective_on,
            "evidence": evidence,
        },
    )
    return change


def _reachable(before: OperationalStatus, status: str) -> OperationalStatus:
    if status not in OperationalStatus.values:
        raise InvalidInput(
            f"“{status}” does not say how it runs.",
            way_out=f"Use one of {', '.join(OperationalStatus.values)}.",
            field="status",
        )
    now = OperationalStatus(status)
    if now == before:
        raise NotPossibleNow(
            f"It runs as that already: {now.label.lower()}.",
            way_out="Reload the page to see what happened.",
        )
    ways = OPERATIONAL_STATUS[before]
    if now not in ways:
        raise NotPossibleNow(
            f"What is {before.label.lower()} cannot be {now.label.lower()} next.",
            way_out=f"Take one of {', '.join(each.label.lower() for each in ways)} first.",
        )
    return now


def _refuse_day(initiative: Initiative, effective_on: dt.date) -> None:
    refuse_future(effective_on, "effective_on", way_out="Record it once it is so.")
    last = initiative.operational_status_changes.first()
    if last is not None and effective_on < last.effective_on:
        raise InvalidInput(
            f"The last change was on {date_format(last.effective_on, 'j F Y')}.",
            way_out="Take that day or a later one.",
            field="effective_on",
        )
