"""What happens at a vendor and opens its scores again, at every table it concerns (B46)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from audit.actors import Actor, SystemActor
from audit.recording import record
from initiatives.actions.table import permit
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from people.checking import refuse_future, require_choice
from people.models import User
from people.text import required_text
from people.vocabulary import Party
from vendors import events, policies
from vendors.actions.checking import lock_for_comparing
from vendors.actions.reopening import current_scores, reopen_scores
from vendors.models import Candidate, ReopeningTrigger, Score, Vendor
from vendors.open_end_lines import in_play
from vendors.telling import tell_opened
from vendors.vocabulary import Supersession, TriggerKind


@dataclass(frozen=True, slots=True)
class VendorChange:
    """What happened at a vendor, and on which day."""

    kind: str
    what: str
    happened_on: dt.date


@transaction.atomic
def record_trigger(
    vendor: Vendor,
    change: VendorChange,
    *,
    actor: User,
    initiative: Initiative | None = None,
    submission_key: uuid.UUID | None = None,
) -> ReopeningTrigger:
    """Record what happened; the vendor's scores are open again, and both sides are told.

    With an initiative at that table only, else wherever the vendor may still be chosen or was.
    Scores are kept, also those that nobody was shown. Tables that the actor may not see are
    opened as well; they are not named to the actor.

    Raises:
        NotPermitted: the actor keeps no vendors, or works on neither side of the initiative.
        NotPossibleNow: the initiative has ended.
        InvalidInput: the kind is unknown, nothing says what happened, or the day lies ahead.
    """
    vendor = _locked(vendor)
    _permit(actor, initiative)
    require_choice(TriggerKind, change.kind, "kind")
    refuse_future(change.happened_on, "happened_on")
    what = required_text(change.what, "what", label="What happened", most=2000)
    if submission_key:
        sent = ReopeningTrigger.objects.filter(submission_key=submission_key, recorded_by=actor)
        if found := sent.select_related("vendor", "initiative").first():
            return found
    trigger = ReopeningTrigger.objects.create(
        vendor=vendor,
        initiative=initiative,
        kind=change.kind,
        what=what,
        happened_on=change.happened_on,
        recorded_by=actor,
        recorded_party=_side(actor, initiative),
        submission_key=submission_key,
    )
    _open(trigger, actor=actor)
    return trigger


@transaction.atomic
def trigger_by_date(
    vendor: Vendor,
    change: VendorChange,
    *,
    actor: SystemActor,
    initiative: Initiative | None = None,
) -> ReopeningTrigger | None:
    """A day has come that was written down before; None where it did its work already."""
    vendor = _locked(vendor)
    known = ReopeningTrigger.objects.filter(
        vendor=vendor, initiative=initiative, kind=change.kind, happened_on=change.happened_on
    )
    if known.exists():
        return None
    trigger = ReopeningTrigger.objects.create(
        vendor=vendor,
        initiative=initiative,
        kind=change.kind,
        what=change.what,
        happened_on=change.happened_on,
    )
    _open(trigger, actor=actor)
    return trigger


def _permit(actor: User, initiative: Initiative | None) -> None:
    if initiative is not None:
        lock_for_comparing(initiative, actor=actor)
        return
    permit(
        policies.may_keep_vendors(actor),
        "What happens at a vendor is kept by business and IT.",
        way_out="Ask a business lead or an IT architect.",
    )


def _side(actor: User, initiative: Initiative | None) -> str:
    side = policies.side_of(actor, initiative) if initiative else actor.party
    return side or Party.BUSINESS


def _locked(vendor: Vendor) -> Vendor:
    """The vendor, always before any initiative, so that two never wait for each other.

    Others may go on referring to it.
    """
    return Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)


def _open(trigger: ReopeningTrigger, *, actor: Actor) -> None:
    record(
        events.TRIGGER_RECORDED,
        trigger,
        actor=actor,
        data={"vendor": trigger.vendor.name, "kind": trigger.get_kind_display().lower()},
        personal={"what": trigger.what},
    )
    opened = _concerned(trigger)
    reopen_scores(
        [score for scores in opened.values() for score in scores],
        Supersession.VENDOR_CHANGED,
        actor=actor,
        trigger=trigger,
        why=trigger.get_kind_display().lower(),
    )
    for initiative, scores in opened.items():
        tell_opened(trigger, initiative, len(scores))


def _concerned(trigger: ReopeningTrigger) -> dict[Initiative, list[Score]]:
    """The scores to open by initiative, locked in the order of their keys so that two wait."""
    candidates = Candidate.objects.filter(in_play(), vendor=trigger.vendor)
    if trigger.initiative is not None:
        candidates = candidates.filter(initiative=trigger.initiative)
    goes_on = (
        Initiative.objects.select_for_update(of=("self",))
        .filter(pk__in=candidates.values("initiative"), status__in=(Status.ACTIVE, Status.PAUSED))
        .exclude(stage=Stage.RETIRED)
        .order_by("pk")
    )
    locked = {each.pk: each for each in goes_on}
    scores = current_scores(
        candidate__in=candidates.values("pk"),
        candidate__initiative__in=list(locked),
        value__isnull=False,
    )
    opened: dict[Initiative, list[Score]] = {}
    for score in scores:
        opened.setdefault(locked[score.candidate.initiative_id], []).append(score)
    return opened
