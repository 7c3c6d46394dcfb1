"""The portfolio's panels. Each asks its own few queries and needs none of the others."""

from collections import Counter
from typing import Any

from governance.norms import norm
from governance.vocabulary import ConcernGroup
from initiatives.involvement import (
    APPLICABLE,
    aggregate_earliness,
    aggregate_lead,
    invited_before_shortlist,
)
from initiatives.vocabulary import Stage, Status
from people.models import User
from people.panels import Panel
from people.vocabulary import Party
from portfolio import queries
from portfolio.bars import Figure, Row, figure, list_address, segments
from portfolio.filters import AGE_CHOICES, AGE_WORDS, NAME
from portfolio.waiting import waiting_columns

UNITS_SHOWN = 8
SIDES = (Party.BUSINESS, Party.IT)


class StagesPanel(Panel):
    """Initiatives by stage and by whether work goes on."""

    template = "portfolio/panels/stages.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        counts = queries.stage_counts(viewer)
        statuses = [status for status in Status if any(key[1] == status for key in counts)]
        most = max((_in_stage(counts, stage) for stage in Stage), default=0)
        rows = [
            Row(
                stage.label,
                [
                    figure(counts.get((stage, status), 0), stage=stage, status=status)
                    for status in statuses
                ],
                segments(_going_on_first(counts, stage), most),
                list_address(stage=stage),
            )
            for stage in Stage
        ]
        return {"rows": rows, "statuses": statuses, "total": sum(counts.values())}


def _in_stage(counts: dict[tuple[str, str], int], stage: Stage) -> int:
    return sum(n for (each, _), n in counts.items() if each == stage)


def _going_on_first(counts: dict[tuple[str, str], int], stage: Stage) -> list[tuple[str, int]]:
    active = counts.get((stage, Status.ACTIVE), 0)
    return [("", active), ("rest", _in_stage(counts, stage) - active)]


class UnitsPanel(Panel):
    """Initiatives by unit; those with few are folded."""

    template = "portfolio/panels/units.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        counts = queries.unit_counts(viewer)
        most = counts[0][2] if counts else 0
        rows = [
            Row(name, [figure(n, unit=pk)], segments([("", n)], most), list_address(unit=pk))
            for pk, name, n in counts
        ]
        return {"rows": rows[:UNITS_SHOWN], "folded": rows[UNITS_SHOWN:], "total": len(rows)}


class InvolvementPanel(Panel):
    """M1 and M2: how early IT came, from times noted as they happened (A05)."""

    template = "portfolio/panels/involvement.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        found = queries.involvement(viewer)
        leads = [each.lead for each in found]
        least = norm("smallest_sample")
        earliness = aggregate_earliness([each.earliness for each in found], least)
        invited_first, decided = invited_before_shortlist(leads)
        return {
            "rows": _lead_rows(queries.lead_groups(found)),
            "total": len(found),
            "lead": aggregate_lead(leads, least),
            "earliness": earliness,
            "earliness_percent": None if earliness.median is None else 100 * earliness.median,
            "steps": len(APPLICABLE),
            "invited_first": invited_first,
            "decided": decided,
        }


def _lead_rows(groups: queries.LeadGroups) -> list[Row]:
    told = (
        ("IT invited before the shortlist", "", "invited_first", groups.invited_first),
        ("Shortlist before IT was invited", "attention", "invited_later", groups.invited_later),
        ("No shortlist yet", "rest", "undecided", groups.undecided),
        ("Told afterwards, not in the figures", "hollow", "declared", groups.declared),
    )
    most = max(len(keys) for *_, keys in told)
    return [
        Row(label, [figure(len(keys), **{NAME: value})], segments([(look, len(keys))], most))
        for label, look, value, keys in told
    ]


class ConcernsPanel(Panel):
    """Design inputs that wait for an answer, by concern and by age (M7), both sides alike."""

    template = "portfolio/panels/concerns.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        waiting = queries.waiting_inputs_counted(viewer)
        return {
            "total": waiting.total,
            "concerns": _two_sided(
                waiting.by_concern,
                [(group, group.label, list_address(concern=group)) for group in ConcernGroup],
            ),
            "ages": _two_sided(
                waiting.by_age,
                [
                    (place, words.capitalize(), list_address(**{NAME: value}))
                    for place, (value, words) in enumerate(zip(AGE_CHOICES, AGE_WORDS, strict=True))
                ],
            ),
            "age": queries.ages_of_waiting(viewer, waiting.total, norm("smallest_sample")),
        }


def _two_sided(counts: Counter[tuple[Any, Party]], lines: list[tuple[Any, str, str]]) -> list[Row]:
    most = max((sum(counts[key, side] for side in SIDES) for key, *_ in lines), default=0)
    return [
        Row(
            label,
            [Figure(counts[key, side], side=side) for side in SIDES],
            segments([(side, counts[key, side]) for side in SIDES], most),
            address if any(counts[key, side] for side in SIDES) else "",
        )
        for key, label, address in lines
    ]


class WaitingPanel(Panel):
    """What waits for whom, business and IT beside each other (A04, B01)."""

    template = "portfolio/panels/waiting.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        return {"columns": waiting_columns(viewer)}
