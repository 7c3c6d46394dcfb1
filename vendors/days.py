"""Days that were written down and have come: contracts that end, reviews that are due (B46)."""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from audit.actors import SystemActor
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from vendors.actions import VendorChange, trigger_by_date
from vendors.models import ReopeningTrigger, SelectionRecord, Vendor
from vendors.vocabulary import TriggerKind

log = structlog.get_logger(__name__)
CALENDAR = SystemActor("vendor days")


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day that was written down and has come."""

    vendor: Vendor
    change: VendorChange
    initiative: Initiative | None = None


def open_by_days() -> int:
    """Open scores where a contract has ended or a review is due; returns how many days.

    Each day does its work once.
    """
    done = 0
    for due in [*_of_vendors(), *_of_choices()]:
        try:
            found = trigger_by_date(
                due.vendor, due.change, actor=CALENDAR, initiative=due.initiative
            )
        except Exception:
            log.exception("a day at a vendor failed", vendor=due.vendor.pk, kind=due.change.kind)
            continue
        done += found is not None
    return done


def _of_vendors() -> Iterator[DueDay]:
    days = (
        ("contract_ends_on", TriggerKind.CONTRACT_END, "The contract ends on {day}."),
        ("review_on", TriggerKind.REVIEW_DUE, "We meant to look again on {day}."),
    )
    for field, kind, words in days:
        done = ReopeningTrigger.objects.filter(
            vendor=OuterRef("pk"), initiative=None, kind=kind, happened_on=OuterRef(field)
        )
        due = Vendor.objects.filter(~Exists(done), **{f"{field}__lte": timezone.localdate()})
        for vendor in due.order_by("pk"):
            day = getattr(vendor, field)
            what = words.format(day=date_format(day, "j F Y"))
            yield DueDay(vendor, VendorChange(kind, what, day))


def _of_choices() -> Iterator[DueDay]:
    kind = TriggerKind.REVIEW_DUE
    done = ReopeningTrigger.objects.filter(
        vendor=OuterRef("candidate__vendor"),
        initiative=OuterRef("initiative"),
        kind=kind,
        happened_on=OuterRef("review_on"),
    )
    due = (
        SelectionRecord.objects.filter(
            ~Exists(done),
            superseded_at=None,
            recorded_at__isnull=False,
            review_on__lte=timezone.localdate(),
            candidate__vendor__isnull=False,
            initiative__status=Status.ACTIVE,
        )
        .exclude(initiative__stage=Stage.RETIRED)
        .select_related("candidate__vendor", "initiative")
    )
    for record in due.order_by(F("review_on").asc(), "pk"):
        if record.review_on is None or record.candidate is None or record.candidate.vendor is None:
            continue
        what = f"The choice was to be looked at again on {date_format(record.review_on, 'j F Y')}."
        change = VendorChange(kind, what, record.review_on)
        yield DueDay(record.candidate.vendor, change, record.initiative)
