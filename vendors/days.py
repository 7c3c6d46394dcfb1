"""Days that were written down and have come: a contract ends, a review is due (B46)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from vendors.actions import VendorChange
from vendors.models import ReopeningTrigger, SelectionRecord, Vendor
from vendors.vocabulary import TriggerKind


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day that was written down and has come."""

    vendor: Vendor
    change: VendorChange
    initiative: Initiative | None = None


def due_days() -> Iterator[DueDay]:
    """Days of vendors and of choices whose work has not been done."""
    yield from _of_vendors()
    yield from _of_choices()


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
