"""Running the detectors: over everything each night, and soon after something changed.

What changed is read from the record: every action leaves an event that names its initiative, so
no action has to know of detectors, none can forget to queue a look, an action is not slower for
them, and a detector that raises undoes nothing. `DetectorRun` keeps how far the record was read.
"""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from audit.actors import SystemActor
from audit.models import AuditEvent
from governance.actions.found_signals import Settled, settle_signals, tell_executives
from governance.models import DetectorRun, Signal
from governance.norms import read_once
from governance.signals.facts import load_facts
from governance.signals.findings import detectors
from governance.signals.looking import Look, Seen
from governance.signals.shared_links import partners_of
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status

LOOKER = SystemActor("detectors")
CHANGES = "changes"
# An event is written before its transaction is committed; so much later it is there to be read.
OVERLAP = dt.timedelta(minutes=2)
FIRST_LOOK = dt.timedelta(hours=1)
_OWN_EVENTS = "signal."


def look_at_everything() -> int:
    """Let every detector look at every initiative; returns how many signals are new.

    Afterwards executives hear of what neither side has replied to. Each batch of initiatives
    costs the same number of queries.
    """
    with read_once():
        look, settled = _look_at(_worth_a_look(Initiative.objects.all()))
        _note_runs(look, is_whole=True)
        tell_executives(actor=LOOKER)
    return len(settled.new)


def look_at_changes() -> int:
    """Let every detector look at what the record names since the last time, and at initiatives
    that share a link with it; returns how many the record named. Looking twice changes nothing.
    """
    begun_at = _really_now()
    with read_once():
        references = _changed_since(_read_until(begun_at) - OVERLAP)
        if references:
            concerned = [*references, *partners_of(references)]
            look, _ = _look_at(Initiative.objects.filter(reference__in=concerned))
            _note_runs(look, is_whole=False)
    DetectorRun.objects.update_or_create(
        detector=CHANGES, defaults={"ran_at": begun_at, "found": len(references)}
    )
    return len(references)


def look_at(initiatives: QuerySet[Initiative]) -> Settled:
    """Let every detector look at these initiatives now."""
    with read_once():
        look, settled = _look_at(initiatives)
        _note_runs(look, is_whole=False)
    return settled


def _worth_a_look(initiatives: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Where work goes on, and where it does not but a signal stands."""
    standing = Signal.objects.filter(ended_at=None).values("initiative")
    going_on = initiatives.filter(status=Status.ACTIVE).exclude(stage=Stage.RETIRED)
    return going_on | initiatives.filter(pk__in=standing)


def _look_at(initiatives: QuerySet[Initiative]) -> tuple[Look, Settled]:
    look, looking = Look(), detectors()
    seen: list[Seen] = []
    for batch in load_facts(initiatives):
        seen += [look.at(facts, looking) for facts in batch]
    return look, settle_signals(seen, actor=LOOKER)


def _note_runs(look: Look, *, is_whole: bool) -> None:
    """Keep how each detector fared. A look at some clears no failure found at others."""
    runs = [
        DetectorRun(
            detector=each.id,
            ran_at=timezone.now(),
            found=look.counts[each.id],
            error=look.errors.get(each.id, ""),
        )
        for each in detectors()
        if is_whole or each.id in look.errors
    ]
    DetectorRun.objects.bulk_create(
        runs,
        update_conflicts=True,
        unique_fields=["detector"],
        update_fields=["ran_at", "found", "error"],
    )


def _read_until(now: dt.datetime) -> dt.datetime:
    run = DetectorRun.objects.filter(detector=CHANGES).first()
    return min(run.ran_at, now) if run else now - FIRST_LOOK


def _changed_since(moment: dt.datetime) -> list[str]:
    """References of initiatives that events name; the key of an event tells its time."""
    milliseconds = int(moment.timestamp() * 1000)
    first = uuid.UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62))
    rows = (
        AuditEvent.objects.filter(id__gte=first)
        .exclude(initiative_ref="")
        .order_by()
        .values_list("initiative_ref", "kind")
        .distinct()
    )
    return sorted({ref for ref, kind in rows if not kind.startswith(_OWN_EVENTS)})


def _really_now() -> dt.datetime:
    """The clock that the keys of events go by, also where a demo has moved Django's."""
    return dt.datetime.now(dt.UTC)
