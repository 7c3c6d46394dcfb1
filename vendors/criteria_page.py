"""What the page of a side's criteria shows."""

from dataclasses import dataclass
from typing import Any

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors import policies
from vendors.forms import FromLibraryForm, PublishForm, library_entries
from vendors.models import CriteriaSet, Criterion, Score
from vendors.queries import criteria_in, in_effect
from vendors.vocabulary import SIDES, CriterionGroup


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the version shown, and what this version does to it."""

    criterion: Criterion
    change: str = ""


def criteria_context(initiative: Initiative, side: Party, user: User) -> dict[str, Any]:
    """The side's criteria: the version being drafted, else the published one; five queries."""
    sets = list(CriteriaSet.objects.filter(initiative=initiative).select_related("published_by"))
    effective, drafts = in_effect(sets)
    shown = drafts.get(side) or effective.get(side)
    lines = _lines(initiative, shown) if shown else []
    other = Party.BUSINESS if side == Party.IT else Party.IT
    is_open = shown is not None and not shown.is_published
    may_word = policies.may_word_criteria(user, initiative, side) and not initiative.is_ended
    affected = _affected(shown) if shown and is_open else 0
    return {
        "initiative": initiative,
        "party": side,
        "other": other,
        "other_set": effective.get(other),
        "shown": shown,
        "published": effective.get(side) if effective.get(side) != shown else None,
        "groups": _grouped(lines),
        "count": len(lines),
        "withdrawn": _withdrawn(shown) if shown else [],
        "affected": affected,
        "is_open": is_open,
        "sides": SIDES,
        "may_change": may_word,
        "may_request": (shown is None or shown.is_unasked)
        and not may_word
        and policies.may_compare(user, initiative)
        and not initiative.is_ended,
        "publish_form": PublishForm(initial={"version": shown.version if shown else None}),
        "library_form": FromLibraryForm(),
        "library": library_entries(line.criterion.key for line in lines) if may_word else [],
    }


def _lines(initiative: Initiative, shown: CriteriaSet) -> list[Line]:
    criteria = criteria_in({shown.party: shown}, initiative)
    return [Line(each, _change(each, shown)) for each in criteria]


def _change(criterion: Criterion, shown: CriteriaSet) -> str:
    if shown.number == 1 or criterion.introduced_in_id != shown.pk:
        return ""
    return "worded anew" if criterion.replaces_id else "new"


def _grouped(lines: list[Line]) -> list[tuple[CriterionGroup, list[Line]]]:
    grouped = [
        (group, [line for line in lines if line.criterion.group == group])
        for group in CriterionGroup
    ]
    return [(group, found) for group, found in grouped if found]


def _withdrawn(shown: CriteriaSet) -> list[Criterion]:
    """What this version leaves out without another wording in its place."""
    ended = Criterion.objects.filter(ended_in=shown)
    return list(ended.exclude(replaced_by__isnull=False))


def _affected(shown: CriteriaSet) -> int:
    """How many scores publishing this version opens again."""
    return Score.objects.filter(criterion__ended_in=shown, superseded_at=None).count()
