"""The kinds of open ends of comparisons: one query each, all with the same columns.

None of them tells a score that only one side has given.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Abs, Cast, Greatest
from django.utils import timezone

from people.vocabulary import Party
from vendors.comparing import WIDE_GAP
from vendors.models import (
    CriteriaSet,
    Criterion,
    QuestionRemark,
    Score,
    SelectionGap,
    SelectionRecord,
    VendorQuestion,
)
from vendors.open_end_lines import EndKind, in_play, line, name
from vendors.vocabulary import CriteriaState, QuestionState, ScoredBy


def _asked(wanted: Collection[int]) -> QuerySet[Any]:
    """Criteria that were asked for and are not published (A17)."""
    sets = CriteriaSet.objects.filter(initiative__in=wanted, asked_at__isnull=False).exclude(
        state=CriteriaState.PUBLISHED
    )
    return line(
        sets,
        EndKind.CRITERIA_ASKED,
        initiative=F("initiative_id"),
        about=F("pk"),
        party=F("party"),
        since=F("asked_at"),
    )


def _asked_still(wanted: Collection[int]) -> QuerySet[Criterion]:
    return Criterion.objects.in_effect().filter(initiative__in=wanted)


def _same_key(wanted: Collection[int], initiative: str) -> QuerySet[Criterion]:
    """What is asked now under the key and still scored by the side; it may be worded anew."""
    return _asked_still(wanted).filter(
        Q(scored_by=ScoredBy.BOTH) | Q(scored_by=OuterRef("party")),
        initiative=OuterRef(initiative),
        key=OuterRef("criterion__key"),
    )


def _standing(wanted: Collection[int]) -> QuerySet[Score]:
    return Score.objects.filter(
        in_play("candidate__"), candidate__initiative__in=wanted, superseded_at=None
    )


def _one_side(owing: Party) -> Any:
    other = Party.BUSINESS if owing == Party.IT else Party.IT

    def read(wanted: Collection[int]) -> QuerySet[Any]:
        """What one side has scored and the other has not, by candidate, until a choice (B47)."""
        theirs = Score.objects.filter(
            candidate=OuterRef("candidate"),
            criterion=OuterRef("criterion"),
            party=owing,
            superseded_at=None,
        )
        chosen = SelectionRecord.objects.filter(
            initiative=OuterRef("candidate__initiative"), superseded_at=None
        )
        alone = _standing(wanted).filter(
            ~Exists(theirs),
            ~Exists(chosen),
            party=other,
            value__isnull=False,
            criterion__in=_asked_still(wanted).filter(scored_by=ScoredBy.BOTH),
        )
        rows = alone.order_by().values("candidate_id")
        return line(
            rows.annotate(n=Count("pk"), first=Min("scored_at")),
            EndKind.ONE_SIDE_SCORED,
            initiative=F("candidate__initiative_id"),
            about=F("candidate_id"),
            name=name("candidate__"),
            party=Value(owing.value),
            number=F("n"),
            since=F("first"),
        )

    return read


def _reopened(wanted: Collection[int]) -> QuerySet[Any]:
    """Scores that something at the vendor opened again and nobody gave anew (B46)."""
    later = Score.objects.filter(
        candidate=OuterRef("candidate"),
        criterion__key=OuterRef("criterion__key"),
        party=OuterRef("party"),
        pk__gt=OuterRef("pk"),
    )
    opened = Score.objects.filter(
        ~Exists(later),
        Exists(_same_key(wanted, "candidate__initiative")),
        in_play("candidate__"),
        candidate__initiative__in=wanted,
        reopened_by__isnull=False,
    )
    rows = opened.order_by().values("candidate_id", "party", "reopened_by_id")
    return line(
        rows.annotate(n=Count("criterion__key", distinct=True), first=Min("superseded_at")),
        EndKind.REOPENED,
        initiative=F("candidate__initiative_id"),
        about=F("candidate_id"),
        name=name("candidate__"),
        words=F("reopened_by__kind"),
        party=F("party"),
        number=F("n"),
        trigger=F("reopened_by_id"),
        since=F("first"),
    )


def _apart(wanted: Collection[int]) -> QuerySet[Any]:
    """Pairs that differ by two or more, both given, and not weighed in a choice since (B47).

    They have stood so since the later of both was shown: a side may score again.
    """
    business = Score.objects.filter(
        candidate=OuterRef("candidate"),
        criterion=OuterRef("criterion"),
        party=Party.BUSINESS,
        superseded_at=None,
        revealed_at__isnull=False,
    )
    weighed = SelectionRecord.objects.filter(
        initiative=OuterRef("candidate__initiative"),
        superseded_at=None,
        recorded_at__gte=OuterRef("shown_at"),
    )
    shown = _standing(wanted).filter(party=Party.IT, value__isnull=False, revealed_at__isnull=False)
    pairs = (
        shown.annotate(
            other=Subquery(business.values("value")[:1], output_field=IntegerField()),
            shown_at=Greatest(F("revealed_at"), Subquery(business.values("revealed_at")[:1])),
        )
        .annotate(apart=Abs(Cast(F("value"), IntegerField()) - F("other")))
        .filter(~Exists(weighed), apart__gte=WIDE_GAP)
    )
    return line(
        pairs,
        EndKind.APART,
        initiative=F("candidate__initiative_id"),
        about=F("candidate_id"),
        name=name("candidate__"),
        words=F("criterion__question"),
        number=F("apart"),
        since=F("shown_at"),
    )


def _vendor_owes(wanted: Collection[int]) -> QuerySet[Any]:
    """Questions that a vendor has not answered, by candidate (B22)."""
    waiting = VendorQuestion.objects.filter(
        in_play("candidate__"), candidate__initiative__in=wanted, state=QuestionState.OPEN
    )
    rows = waiting.order_by().values("candidate_id")
    return line(
        rows.annotate(n=Count("pk"), first=Min("asked_at"), due=Min("due_on")),
        EndKind.VENDOR_OWES,
        initiative=F("candidate__initiative_id"),
        about=F("candidate_id"),
        name=name("candidate__"),
        party=Value(Party.VENDOR.value),
        number=F("n"),
        since=F("first"),
        day=F("due"),
    )


def _reply_owed(wanted: Collection[int]) -> QuerySet[Any]:
    """What a vendor asked back and waits for, by candidate and by the side that asked first."""
    later = QuestionRemark.objects.filter(question=OuterRef("question"), pk__gt=OuterRef("pk"))
    waiting = QuestionRemark.objects.filter(
        ~Exists(later),
        in_play("question__candidate__"),
        question__candidate__initiative__in=wanted,
        party=Party.VENDOR,
    ).exclude(question__state=QuestionState.WITHDRAWN)
    rows = waiting.order_by().values("question__candidate_id", "question__asked_party")
    return line(
        rows.annotate(n=Count("pk"), first=Min("written_at")),
        EndKind.REPLY_OWED,
        initiative=F("question__candidate__initiative_id"),
        about=F("question__candidate_id"),
        name=name("question__candidate__"),
        party=F("question__asked_party"),
        number=F("n"),
        since=F("first"),
    )


def _records(wanted: Collection[int]) -> QuerySet[SelectionRecord]:
    return SelectionRecord.objects.filter(
        initiative__in=wanted, superseded_at=None, recorded_at__isnull=False
    )


def _view(owing: Party) -> Any:
    def read(wanted: Collection[int]) -> QuerySet[Any]:
        """A choice without this side's view."""
        return line(
            _records(wanted).filter(**{f"{owing.value}_view": ""}),
            EndKind.VIEW_MISSING,
            initiative=F("initiative_id"),
            about=F("pk"),
            name=name("candidate__"),
            party=Value(owing.value),
            since=F("recorded_at"),
        )

    return read


def _gaps(wanted: Collection[int]) -> QuerySet[Any]:
    """What a choice carried forward as not assessed and its side has not scored since."""
    scored = Score.objects.filter(
        candidate=OuterRef("record__candidate"),
        criterion__key=OuterRef("criterion__key"),
        party=OuterRef("party"),
        superseded_at=None,
        value__isnull=False,
    )
    carried = SelectionGap.objects.filter(
        ~Exists(scored),
        Exists(_same_key(wanted, "record__initiative")),
        record__in=_records(wanted),
    )
    rows = carried.order_by().values("record_id", "party")
    return line(
        rows.annotate(n=Count("pk"), due=Min("due_on")),
        EndKind.GAP_CARRIED,
        initiative=F("record__initiative_id"),
        about=F("record_id"),
        name=name("record__candidate__"),
        party=F("party"),
        number=F("n"),
        since=F("record__recorded_at"),
        day=F("due"),
    )


def _review(wanted: Collection[int]) -> QuerySet[Any]:
    """A choice whose day to look again has come (B46)."""
    return line(
        _records(wanted).filter(review_on__lte=timezone.localdate()),
        EndKind.REVIEW_DUE,
        initiative=F("initiative_id"),
        about=F("pk"),
        name=name("candidate__"),
        since=F("recorded_at"),
        day=F("review_on"),
    )


READS = (
    _asked,
    _one_side(Party.BUSINESS),
    _one_side(Party.IT),
    _reopened,
    _apart,
    _vendor_owes,
    _reply_owed,
    _view(Party.BUSINESS),
    _view(Party.IT),
    _gaps,
    _review,
)
