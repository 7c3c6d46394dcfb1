"""Where comparisons stand, on the workspace and on the desk; always both sides."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from people.models import User
from people.panels import Panel
from people.vocabulary import Party
from vendors.models import Candidate, SelectionRecord
from vendors.open_ends import EndKind, OpenEnd, load_open_ends, open_ends
from vendors.owed import page
from vendors.vocabulary import SIDES, CandidateStage

_ON_DESK = 6


@dataclass(frozen=True, slots=True)
class SideStands:
    """What one side owes in a comparison, in words; empty where it owes nothing."""

    party: Party
    owes: tuple[str, ...]


class ComparisonPanel(Panel):
    """Where the comparison stands; nothing where nothing is compared and nothing is open."""

    template = "vendors/panels/comparison.html"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Three queries, whatever is compared."""
        initiative: Initiative = subject
        ends = open_ends(initiative)
        counts = _counted(initiative)
        record = _record_of(initiative)
        if not (ends or counts["considered"]):
            return None
        return {
            "initiative": initiative,
            "counts": counts,
            "record": record,
            "sides": sides_of(ends),
            "apart": sum(end.kind == EndKind.APART for end in ends),
            "vendors_owe": [end for end in ends if end.kind == EndKind.VENDOR_OWES],
            "url": page("vendors:matrix", initiative),
            "choice_url": reverse("vendors:selection", args=[initiative.reference]),
        }


def sides_of(ends: list[OpenEnd]) -> list[SideStands]:
    """Business and IT, each with what it owes; both also where one owes nothing."""
    return [SideStands(side, tuple(_words(ends, side))) for side in SIDES]


def _words(ends: list[OpenEnd], side: Party) -> list[str]:
    own = [end for end in ends if end.party == side]
    said = []
    if any(end.kind == EndKind.CRITERIA_ASKED for end in own):
        said.append("its criteria")
    scoring = {EndKind.ONE_SIDE_SCORED, EndKind.REOPENED, EndKind.GAP_CARRIED}
    if scores := sum(end.number for end in own if end.kind in scoring):
        said.append("1 score" if scores == 1 else f"{scores} scores")
    if replies := sum(end.number for end in own if end.kind == EndKind.REPLY_OWED):
        said.append("a reply to a vendor" if replies == 1 else f"{replies} replies to vendors")
    if any(end.kind == EndKind.VIEW_MISSING for end in own):
        said.append("its view on the choice")
    return said


def _counted(initiative: Initiative) -> dict[str, int]:
    left = Q(stage=CandidateStage.NOT_TAKEN_FURTHER)
    shortlisted = Q(stage__in=(CandidateStage.SHORTLIST, CandidateStage.SELECTED))
    return Candidate.objects.filter(initiative=initiative).aggregate(
        considered=Count("pk", filter=~left), shortlisted=Count("pk", filter=shortlisted)
    )


def _record_of(initiative: Initiative) -> SelectionRecord | None:
    records = SelectionRecord.objects.filter(initiative=initiative, superseded_at=None)
    return records.select_related("candidate__vendor").first()


class DeskPanel(Panel):
    """Comparisons that go on at the tables the viewer sits at and where something is open."""

    template = "vendors/panels/desk.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Two queries, however many tables; nothing for those who sit on neither side."""
        if viewer.party not in SIDES:
            return None
        seats = viewer.memberships.filter(left_at=None, party__in=SIDES).values("initiative")
        compares = Candidate.objects.filter(initiative=OuterRef("pk"))
        found = list(
            Initiative.objects.visible_to(viewer)
            .filter(Exists(compares), pk__in=seats, status=Status.ACTIVE)
            .exclude(stage=Stage.RETIRED)
            .order_by("-updated_at", "-pk")
        )
        if not found:
            return None
        load_open_ends(found)
        rows = [
            {"initiative": each, "sides": sides_of(open_ends(each)), "url": _matrix(each)}
            for each in found
            if open_ends(each)
        ]
        return {"rows": rows[:_ON_DESK], "more": len(rows) - _ON_DESK} if rows else None


def _matrix(initiative: Initiative) -> str:
    return page("vendors:matrix", initiative)
