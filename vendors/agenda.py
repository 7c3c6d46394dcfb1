"""What comparing brings to the agenda of a working session; named in AGENDA_SOURCES."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.formats import date_format

from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from vendors.open_ends import EndKind, OpenEnd, open_ends
from vendors.owed import page
from vendors.vocabulary import TriggerKind


def scores_apart(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Where both sides have scored and are two or more apart, one point a candidate (B47)."""
    by_candidate: dict[int, list[OpenEnd]] = defaultdict(list)
    for end in open_ends(initiative, EndKind.APART):
        by_candidate[end.about].append(end)
    for candidate, ends in by_candidate.items():
        widest = max(ends, key=lambda end: end.number)
        criteria = "one criterion" if len(ends) == 1 else f"{len(ends)} criteria"
        most = "" if len(ends) == 1 else ", most on"
        yield AgendaPoint(
            key=f"scores-apart:{candidate}",
            title=f"{widest.name.strip()}: business and IT are apart on {criteria}"[:300],
            why=f"{widest.number} points apart{most}: {widest.words}"[:500],
            address=page("vendors:matrix", initiative),
        )


def reopened_scores(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Scores that something at a vendor opened again, until they are given anew (B46)."""
    by_trigger: dict[tuple[int, int], list[OpenEnd]] = defaultdict(list)
    for end in open_ends(initiative, EndKind.REOPENED):
        by_trigger[end.trigger, end.about].append(end)
    for (trigger, candidate), ends in by_trigger.items():
        count = sum(end.number for end in ends)
        scores = "1 score is" if count == 1 else f"{count} scores are"
        since = date_format(min(end.since for end in ends), "j F")
        what = TriggerKind(ends[0].words).label.lower()
        yield AgendaPoint(
            key=f"reopened:{trigger}:{candidate}",
            title=f"{ends[0].name.strip()}: {what}"[:300],
            why=f"{scores} open again since {since}. Does the choice still hold?",
            address=page("vendors:matrix", initiative),
        )
