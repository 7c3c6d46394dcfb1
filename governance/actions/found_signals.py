"""What a look of the detectors changes: signals begin, change and end, and both sides are told."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.kinds import EventKind
from audit.models import AuditEvent
from audit.recording import Happening, record_all
from governance import events
from governance.models import DetectorRun, Signal
from governance.norms import norm
from governance.signals.findings import Finding, find_detector, label_of
from governance.signals.looking import Key, Seen
from governance.signals.queries import is_unled, severity_rank
from governance.signals.telling import News, executives_notices, notices_of
from governance.vocabulary import SignalSeverity, SignalState
from governance.working_days import country_of, has_waited
from initiatives.vocabulary import Status
from people.actions import write_notices
from people.vocabulary import Party

_AT_ONCE = 1000
_UNANSWERED = (SignalState.NEW, SignalState.ACKNOWLEDGED)


@dataclass
class Settled:
    """What became of the findings of one look."""

    new: list[Signal] = field(default_factory=list)
    moved: list[Signal] = field(default_factory=list)
    worded: list[Signal] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    ended: list[Signal] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def told(self) -> int:
        """How many signals somebody hears of."""
        return len(self.news)


@transaction.atomic
def settle_signals(looked: Sequence[Seen], *, actor: Actor) -> Settled:
    """Bring the signals in line with what the detectors saw, and tell both sides at once.

    What is found anew becomes a signal unless an explanation lets it rest; what is still there
    is seen again; what is gone is resolved. Where work is over, or nobody looks for the pattern
    any more, it expires. A detector that failed changes nothing.
    """
    # Two looks at once would both see something new.
    DetectorRun.objects.select_for_update().get_or_create(detector="settling")
    settled = Settled()
    for start in range(0, len(looked), _AT_ONCE):
        part = looked[start : start + _AT_ONCE]
        standing, resting = _known(part)
        for seen in part:
            _settle(seen, standing.pop(seen.initiative.pk, {}), resting, settled)
    _save(settled)
    record_all(settled.happenings, actor=actor)
    write_notices(notices_of(settled.news))
    return settled


Resting = dict[tuple[int, Key], Signal]


def _known(looked: Iterable[Seen]) -> tuple[dict[int, dict[Key, Signal]], Resting]:
    """Signals that stand at the initiatives, and explained ones that rest."""
    initiatives = {each.initiative.pk: each.initiative for each in looked}
    standing: dict[int, dict[Key, Signal]] = {}
    rows = Signal.objects.select_for_update().filter(initiative__in=initiatives, ended_at=None)
    for signal in rows.order_by("pk"):
        signal.initiative = initiatives[signal.initiative_id]
        standing.setdefault(signal.initiative_id, {})[signal.detector, signal.subject] = signal
    explained = Signal.objects.filter(
        initiative__in=initiatives,
        state=SignalState.EXPLAINED,
        rests_until__gte=_day(timezone.now()),
    )
    resting = {(each.initiative_id, (each.detector, each.subject)): each for each in explained}
    return standing, resting


def _settle(seen: Seen, standing: dict[Key, Signal], resting: Resting, settled: Settled) -> None:
    if not seen.goes_on:
        _rest_or_expire(seen, standing, settled)
        return
    for key, finding in seen.found.items():
        signal = standing.pop(key, None)
        if signal is not None:
            _see_again(signal, finding, seen, settled)
        elif not _rests(resting.get((seen.initiative.pk, key)), finding):
            _begin(key, finding, seen, settled)
    for signal in standing.values():
        if signal.detector not in seen.failed:
            _end(signal, _how_it_ends(signal), settled)


def _rest_or_expire(seen: Seen, standing: dict[Key, Signal], settled: Settled) -> None:
    """Where work is over nobody looks any more; where it rests, signals stay as they are."""
    for signal in standing.values() if seen.is_over else ():
        _end(signal, SignalState.EXPIRED, settled)


def _how_it_ends(signal: Signal) -> SignalState:
    is_looked_for = find_detector(signal.detector) is not None
    return SignalState.RESOLVED if is_looked_for else SignalState.EXPIRED


def _rests(explained: Signal | None, finding: Finding) -> bool:
    """An explanation does not cover what has become more serious since."""
    if explained is None:
        return False
    return severity_rank(finding.severity) <= severity_rank(explained.severity)


def _begin(key: Key, finding: Finding, seen: Seen, settled: Settled) -> None:
    detector = find_detector(key[0])
    to_executives = detector is not None and Party.EXECUTIVE in detector.told
    signal = Signal(
        detector=key[0],
        subject=key[1],
        initiative=seen.initiative,
        severity=finding.severity,
        facts=finding.facts,
        next_step=finding.next_step,
        address=finding.address,
        executives_told_at=timezone.now() if to_executives else None,
    )
    settled.new.append(signal)
    settled.news.append(News(signal, seen, to_executives))


def _see_again(signal: Signal, finding: Finding, seen: Seen, settled: Settled) -> None:
    rank = severity_rank(finding.severity) - severity_rank(signal.severity)
    is_worded_anew = (signal.facts, signal.next_step, signal.address) != (
        finding.facts,
        finding.next_step,
        finding.address,
    )
    if not rank and not is_worded_anew:
        settled.unchanged.append(signal.pk)
        return
    signal.facts, signal.next_step = finding.facts, finding.next_step
    signal.address, signal.seen_at = finding.address, timezone.now()
    settled.worded.append(signal)
    if not rank:
        return
    before = signal.get_severity_display()
    signal.severity = finding.severity
    signal.version += 1
    settled.moved.append(signal)
    words = {"before": before, "severity": signal.get_severity_display()}
    _tell(settled, events.SIGNAL_SEVERITY_CHANGED, signal, **words)
    if rank > 0:
        # What was said to less is no reply to this, as an explanation does not cover it.
        signal.state = SignalState.NEW
        signal.replied_party, signal.replied_at = "", None
        settled.news.append(News(signal, seen, signal.executives_told_at is not None))


def _end(signal: Signal, state: SignalState, settled: Settled) -> None:
    signal.state = state
    signal.ended_at = timezone.now()
    signal.version += 1
    settled.ended.append(signal)
    kinds = {
        SignalState.RESOLVED: events.SIGNAL_RESOLVED,
        SignalState.EXPIRED: events.SIGNAL_EXPIRED,
    }
    _tell(settled, kinds[state], signal)


def _save(settled: Settled) -> None:
    Signal.objects.bulk_create(settled.new, batch_size=500)
    for signal in settled.new:
        words = {"severity": signal.get_severity_display(), "facts": signal.facts}
        _tell(settled, events.SIGNAL_FOUND, signal, **words)
    seen_again = ["facts", "next_step", "address", "seen_at", "severity", "version"]
    replies = ["state", "replied_party", "replied_at"]
    Signal.objects.bulk_update(settled.worded, seen_again + replies, batch_size=200)
    Signal.objects.bulk_update(settled.ended, ["state", "ended_at", "version"], batch_size=200)
    now = timezone.now()
    for start in range(0, len(settled.unchanged), _AT_ONCE):
        part = settled.unchanged[start : start + _AT_ONCE]
        Signal.objects.filter(pk__in=part).update(seen_at=now)


def _tell(settled: Settled, kind: EventKind, signal: Signal, **data: str) -> None:
    told = {"detector": label_of(signal.detector), **data}
    settled.happenings.append(Happening(kind, signal, told))


@transaction.atomic
def tell_executives(*, actor: Actor) -> int:
    """Tell executives of what cannot wait and neither side has replied to within the norm (B119).

    Where both sides have paused the work, that is what they did about it.

    Returns how many signals they hear of, once each.
    """
    waiting = (
        Signal.objects.select_for_update(of=("self",))
        .filter(
            initiative__status=Status.ACTIVE,
            ended_at=None,
            severity=SignalSeverity.TIME_CRITICAL,
            replied_at=None,
            executives_told_at=None,
            state__in=_UNANSWERED,
        )
        .select_related("initiative__unit")
        .prefetch_related("initiative__unit__sites", "initiative__interruptions")
        .order_by("pk")
    )
    found = list(_long_enough(list(waiting)))
    now = timezone.now()
    for signal in found:
        signal.executives_told_at = now
    Signal.objects.bulk_update(found, ["executives_told_at"], batch_size=500)
    happenings = [
        Happening(events.SIGNAL_TO_EXECUTIVES, each, {"detector": label_of(each.detector)})
        for each in found
    ]
    record_all(happenings, actor=actor)
    led = [each for each in found if not is_unled(each.initiative)]
    write_notices(executives_notices(led))
    return len(found)


def _long_enough(waiting: list[Signal]) -> Iterator[Signal]:
    critical_since = {each.audit_ref: each.found_at for each in waiting}
    raised = AuditEvent.objects.filter(
        kind=events.SIGNAL_SEVERITY_CHANGED.code, object_ref__in=critical_since
    )
    critical_since |= dict(raised.order_by("id").values_list("object_ref", "occurred_at"))
    days = norm("executive_days")
    for each in waiting:
        # Who paused the work replied by that; the days begin anew when it goes on.
        stops = (stop.ended_at for stop in each.initiative.interruptions.all())
        since = max([critical_since[each.audit_ref], *filter(None, stops)])
        if has_waited(_day(since), _day(timezone.now()), days, country_of(each.initiative.unit)):
            yield each


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()
