"""The profile on paper: one page, as PDF that a screen reader can read (PDF/UA)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from governance.clarity.catalogue import AREAS, catalogue
from governance.clarity.coverage import coverage_of
from governance.clarity.profile import FieldStanding, profile_of
from governance.clarity.reading import in_short
from governance.models import CarriedItem
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.paper import cut, typeset
from people.vocabulary import Party

_TEMPLATE = Path(__file__).with_name("paper.typ")
_SHORT, _MISSING, _TITLE = 110, 150, 200


def profile_as_pdf(initiative: Initiative, carried: Iterable[CarriedItem] = ()) -> bytes:
    """The profile as PDF/UA-1, with what goes along; letters that its font lacks read as […]."""
    return typeset(_TEMPLATE, _content(initiative, carried))


def _content(initiative: Initiative, carried: Iterable[CarriedItem] = ()) -> dict[str, Any]:
    profile = profile_of(initiative)
    stage = Stage(initiative.stage)
    coverage = coverage_of(initiative)
    now = timezone.localtime()
    sides = "; ".join(
        f"{side.label} {share.there} of {share.needed}" for side, share in coverage.by_side.items()
    )
    needed = f"needed to leave {stage.label.lower()}"
    return {
        "title": f"Clarity profile of {cut(initiative.title, _TITLE)}",
        "description": f"What both sides know of {initiative.reference}",
        "heading": cut(initiative.title, _TITLE),
        "subject": f"Clarity profile of {initiative.reference}, {initiative.unit}, "
        f"in {stage.label.lower()}",
        "coverage": f"{coverage.overall.there} of {coverage.overall.needed} {needed}. {sides}.",
        "nothing": "Nothing is missing for the next move.",
        "needed": [_needed(each) for each in profile.needed],
        "carried": [_carried(each) for each in carried],
        "areas": [
            {
                "label": label,
                "rows": [_row(profile.standings[field.id]) for field in catalogue().by_area[area]],
            }
            for area, label in AREAS.items()
        ],
        "foot": f"{initiative.reference}, as it stood on {date_format(now, 'j F Y, H:i')}",
    }


def _needed(standing: FieldStanding) -> dict[str, str]:
    owed_by = " and ".join(
        "IT" if side == Party.IT else side.label.lower() for side in standing.owing
    )
    return {
        "label": standing.field.label,
        "missing": cut(standing.what_answers, _MISSING),
        "owed_by": owed_by,
        "since": date_format(timezone.localtime(standing.since), "j F Y"),
    }


def _carried(item: CarriedItem) -> dict[str, str]:
    return {
        "label": cut(item.title, _SHORT),
        "safeguard": cut(item.safeguard, _MISSING),
        "owner": item.owner.full_name,
        "due_on": date_format(item.due_on, "j F Y"),
    }


def _row(standing: FieldStanding) -> dict[str, str]:
    return {
        "label": standing.field.label,
        "state": standing.state.label.lower(),
        "short": cut(in_short(standing), _SHORT),
    }
