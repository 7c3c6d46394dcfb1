"""Reads of criteria, candidates and scores, with fixed numbers of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.comparing import Cell, Matrix, Row, Viewer, part_of
from vendors.models import (
    AssuranceArtifact,
    Candidate,
    CriteriaSet,
    Criterion,
    CriterionTemplate,
    EvidenceFile,
    Score,
    Vendor,
    VendorAnswer,
)
from vendors.sides import viewer_of
from vendors.vocabulary import CriterionGroup

_GROUPS = CriterionGroup.values


def matrix_of(initiative: Initiative, viewer: User) -> Matrix:
    """The comparison as the viewer may know it; six queries, whatever there is.

    What the other side has scored alone is not in it (see `vendors.comparing`). Candidates are
    in the order in which they were added, those not taken further last.
    """
    return _matrix(initiative, viewer_of(initiative, viewer))


def matrix_for_side(initiative: Initiative, side: Party | None) -> Matrix:
    """The comparison as somebody of the side may know it; with None as those of neither."""
    return _matrix(initiative, Viewer(side, side))


def _matrix(initiative: Initiative, viewer: Viewer) -> Matrix:
    sets = list(CriteriaSet.objects.filter(initiative=initiative))
    effective, drafts = in_effect(sets)
    criteria = criteria_in(effective, initiative)
    candidates = sorted(
        Candidate.objects.filter(initiative=initiative).select_related("vendor"),
        key=lambda each: not each.is_considered,
    )
    for each in candidates:
        each.initiative = initiative
    by_cell = _scores_by_cell(initiative, criteria)
    rows = tuple(
        Row(
            criterion,
            tuple(
                _cell(criterion, candidate, by_cell, viewer, standing_since(sets, criterion.party))
                for candidate in candidates
            ),
        )
        for criterion in criteria
    )
    return Matrix(tuple(candidates), rows, viewer, effective, drafts)


def _scores_by_cell(
    initiative: Initiative, criteria: list[Criterion]
) -> dict[tuple[str, int, str], list[Score]]:
    keys = {criterion.key for criterion in criteria}
    scores = Score.objects.filter(candidate__initiative=initiative).select_related("criterion")
    by_cell: dict[tuple[str, int, str], list[Score]] = defaultdict(list)
    for score in scores.order_by("pk"):
        if score.criterion.key in keys:
            by_cell[score.criterion.key, score.candidate_id, score.party].append(score)
    return by_cell


def _cell(
    criterion: Criterion,
    candidate: Candidate,
    by_cell: dict[tuple[str, int, str], list[Score]],
    viewer: Viewer,
    since: dt.datetime | None,
) -> Cell:
    parts = (
        part_of(party, by_cell.get((criterion.key, candidate.pk, party), ()), viewer.known, since)
        for party in criterion.sides
    )
    return Cell(candidate, criterion, tuple(parts), viewer)


def in_effect(
    sets: Iterable[CriteriaSet],
) -> tuple[dict[str, CriteriaSet], dict[str, CriteriaSet]]:
    """The set each side goes by now, and the one it drafts beside a published one."""
    effective: dict[str, CriteriaSet] = {}
    drafts: dict[str, CriteriaSet] = {}
    for each in sorted(sets, key=lambda each: each.number):
        if each.is_published or each.party not in effective:
            effective[each.party] = each
        else:
            drafts[each.party] = each
    return effective, drafts


def criteria_in(sets: dict[str, CriteriaSet], initiative: Initiative) -> list[Criterion]:
    """The criteria of the given version of each side, in the usual order; one query."""
    wanted = Q(pk__in=[])
    for party, each in sets.items():
        lives_on = Q(ended_in=None) | Q(ended_in__number__gt=each.number)
        wanted |= Q(party=party, introduced_in__number__lte=each.number) & lives_on
    found = Criterion.objects.filter(wanted, initiative=initiative)
    return sorted(found, key=lambda each: (_GROUPS.index(each.group), each.key))


def sets_of(initiative: Initiative) -> tuple[dict[str, CriteriaSet], dict[str, CriteriaSet]]:
    """What each side goes by now and what it drafts; one query."""
    return in_effect(CriteriaSet.objects.filter(initiative=initiative))


def criteria_of(initiative: Initiative, party: str) -> list[Criterion]:
    """The criteria of one side that are in effect; two queries."""
    effective, _ = sets_of(initiative)
    own = {party: effective[party]} if party in effective else {}
    return criteria_in(own, initiative) if own else []


def standing_since(sets: Iterable[CriteriaSet], party: str) -> dt.datetime | None:
    """When both IT's criteria and the party's own stood, as far as they do (D02).

    A score that is older was given before the criteria, and can be said to hold still.
    """
    published = {
        each.party: each.published_at
        for each in sorted(sets, key=lambda each: -each.number)
        if each.published_at is not None
    }
    return max((published[each] for each in {party, Party.IT} if each in published), default=None)


def library(words: str = "", *, group: str = "") -> QuerySet[CriterionTemplate]:
    """Criteria of the library that contain every word; retired ones are left out."""
    found = CriterionTemplate.objects.filter(retired_at=None)
    if group:
        found = found.filter(group=group)
    for word in words.split()[:8]:
        found = found.filter(
            Q(key__icontains=word)
            | Q(question__icontains=word)
            | Q(evidence_wanted__icontains=word)
            | Q(anchor_4__icontains=word)
            | Q(framework_refs__icontains=word)
        )
    return found


def find_candidate(initiative: Initiative, pk: int) -> Candidate:
    """One candidate of the initiative with its vendor.

    Raises:
        Http404: there is none.
    """
    vendor = Vendor.objects.prefetch_related(
        "processing_places", "sub_processors", Prefetch("assurance")
    )
    found = (
        Candidate.objects.filter(initiative=initiative, pk=pk)
        .prefetch_related(Prefetch("vendor", vendor))
        .first()
    )
    if found is None:
        raise Http404
    found.initiative = initiative
    return found


def find_criterion(initiative: Initiative, key: str) -> Criterion:
    """The criterion of that key, the one in effect before others.

    Raises:
        Http404: there has never been one.
    """
    effective, _ = sets_of(initiative)
    current = {each.key: each for each in criteria_in(effective, initiative)}
    found = current.get(key) or (
        Criterion.objects.filter(initiative=initiative, key=key).order_by("-pk").first()
    )
    if found is None:
        raise Http404
    return found


def scores_may_start(initiative: Initiative) -> bool:
    """Whether there is anything to score: a candidate and a criterion of some side."""
    has_candidates = Candidate.objects.filter(initiative=initiative).exists()
    return has_candidates and bool(criteria_in(sets_of(initiative)[0], initiative))


def answers_on(criterion: Criterion, candidate: Candidate) -> list[VendorAnswer]:
    """What the candidate's vendor has sent on the criterion, also before it was worded anew."""
    found = VendorAnswer.objects.filter(
        question__candidate=candidate,
        question__criterion__key=criterion.key,
        sent_at__isnull=False,
        superseded_at=None,
    )
    return list(found.select_related("question"))


def find_cell(initiative: Initiative, viewer: User, key: str, candidate_id: int) -> Cell:
    """One cell as the viewer may know it; of a withdrawn criterion with what was scored.

    Raises:
        Http404: there is no such candidate, or there has never been such a criterion.
    """
    criterion = find_criterion(initiative, key)
    candidate = find_candidate(initiative, candidate_id)
    looking = viewer_of(initiative, viewer)
    since = standing_since(CriteriaSet.objects.filter(initiative=initiative), criterion.party)
    return _cell(criterion, candidate, _scores_by_cell(initiative, [criterion]), looking, since)


def worded(initiative: Initiative, criterion: Criterion, number: int | None) -> Criterion:
    """The row of the criterion that somebody had before them, which may have ended since."""
    if number is None or number == criterion.pk:
        return criterion
    found = Criterion.objects.filter(initiative=initiative, key=criterion.key, pk=number).first()
    if found is None:
        return criterion
    found.initiative = initiative
    return found


def candidates_of(initiative: Initiative) -> list[Candidate]:
    """Every candidate with its vendor, in the order in which they were added; one query."""
    found = list(Candidate.objects.filter(initiative=initiative).select_related("vendor"))
    for each in found:
        each.initiative = initiative
    return found


def find_vendor(pk: int) -> Vendor:
    """One vendor with its places, sub-processors and assurance; four queries.

    Raises:
        Http404: there is none.
    """
    found = Vendor.objects.prefetch_related("processing_places", "sub_processors", "assurance")
    vendor = found.filter(pk=pk).first()
    if vendor is None:
        raise Http404
    return vendor


@dataclass(frozen=True, slots=True)
class Vouching:
    """What vouches for a vendor, and its file where the viewer may open it."""

    artifact: AssuranceArtifact
    is_expired: bool
    file: EvidenceFile | None


def vouching(vendor: Vendor, viewer: User) -> list[Vouching]:
    """The assurance of a vendor of `find_vendor` that was not taken off; one query."""
    kept = [each for each in vendor.assurance.all() if each.removed_at is None]
    shown = EvidenceFile.objects.open_to(viewer).filter(pk__in=[each.file_id for each in kept])
    files = {each.pk: each for each in shown.select_related("candidate__initiative")}
    today = timezone.localdate()
    return [
        Vouching(each, each.is_expired(today), files.get(each.file_id) if each.file_id else None)
        for each in kept
    ]


def files_of(vendor: Vendor, viewer: User) -> QuerySet[EvidenceFile]:
    """What the vendor has sent, does not withdraw and the viewer may open."""
    found = EvidenceFile.objects.open_to(viewer).filter(vendor=vendor, removed_at=None)
    return found.select_related("candidate__initiative")


def vendors_known(words: str = "", most: int = 500) -> list[Vendor]:
    """Vendors whose name contains every word, with `candidacies`, how often each was considered."""
    found = Vendor.objects.annotate(candidacies=Count("candidates"))
    for word in words.split()[:8]:
        found = found.filter(name__icontains=word)
    return list(found[:most])


def candidacies_of(vendor: Vendor, viewer: User) -> list[Candidate]:
    """Where the vendor is or was a candidate, in initiatives that the viewer may see."""
    visible = Initiative.objects.visible_to(viewer)
    found = Candidate.objects.filter(vendor=vendor, initiative__in=visible)
    return list(found.select_related("initiative", "vendor").order_by("-added_at"))
