"""The columns that every kind of open end of comparisons shares, and which candidates count."""

from enum import StrEnum
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from vendors.models import SelectionRecord
from vendors.vocabulary import CandidateStage


class EndKind(StrEnum):
    """What is open."""

    CRITERIA_ASKED = "criteria_asked"
    ONE_SIDE_SCORED = "one_side_scored"
    REOPENED = "reopened"
    APART = "apart"
    VENDOR_OWES = "vendor_owes"
    REPLY_OWED = "reply_owed"
    VIEW_MISSING = "view_missing"
    GAP_CARRIED = "gap_carried"
    REVIEW_DUE = "review_due"


COLUMNS = (
    "end_kind",
    "end_initiative",
    "end_about",
    "end_name",
    "end_words",
    "end_party",
    "end_number",
    "end_trigger",
    "end_since",
    "end_day",
)


def in_play(path: str = "") -> Q:
    """Candidates that may still be chosen, or that were: a choice lets the others rest."""
    chosen = SelectionRecord.objects.filter(
        initiative=OuterRef(f"{path}initiative"), superseded_at=None, recorded_at__isnull=False
    )
    left = Q(**{f"{path}stage": CandidateStage.NOT_TAKEN_FURTHER})
    other = Exists(chosen.exclude(candidate=OuterRef(f"{path}pk")))
    return ~left & ~Q(other)


def line(rows: QuerySet[Any], kind: EndKind, **columns: Any) -> QuerySet[Any]:
    """The rows in the columns that every kind shares."""
    given: dict[str, Any] = {
        "name": Value(""),
        "words": Value(""),
        "party": Value(""),
        "number": Value(0),
        "trigger": Value(0),
        "day": Value(None),
        **columns,
    }
    types: dict[str, Field[Any, Any]] = {
        "name": TextField(),
        "words": TextField(),
        "party": CharField(),
        "number": IntegerField(),
        "trigger": BigIntegerField(),
        "since": DateTimeField(),
        "day": DateField(),
        "initiative": BigIntegerField(),
        "about": BigIntegerField(),
    }
    shown = {f"end_{name}": Cast(value, types[name]) for name, value in given.items()}
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(end_kind=Value(kind.value, output_field=CharField()), **shown)
        .values_list(*COLUMNS)
    )
    return found


def name(path: str) -> Any:
    """The name of the candidate at the path."""
    vendor = Coalesce(F(f"{path}vendor__name"), Value(""))
    return Concat(vendor, Value(" "), F(f"{path}title"), output_field=TextField())
