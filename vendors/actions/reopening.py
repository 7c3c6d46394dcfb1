"""Opening scores again: they are kept, and count no more."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from vendors import events
from vendors.actions.checking import counted
from vendors.models import ReopeningTrigger, Score
from vendors.vocabulary import Supersession


def reopen_scores(
    scores: Iterable[Score],
    because: Supersession,
    *,
    actor: Actor,
    trigger: ReopeningTrigger | None = None,
    why: str = "",
) -> int:
    """Supersede current scores so that their sides owe them anew; how many there were.

    Part of the caller's transaction, which holds the locks of the initiatives concerned. Values
    that nobody was shown stay unshown. One event for each initiative, without any value.
    """
    current = [each for each in scores if each.superseded_at is None]
    by_initiative: dict[int, list[Score]] = defaultdict(list)
    now = timezone.now()
    for each in current:
        each.superseded_at, each.superseded_because = now, because
        each.reopened_by = trigger
        by_initiative[each.candidate.initiative_id].append(each)
    Score.objects.bulk_update(
        current, ["superseded_at", "superseded_because", "reopened_by"], batch_size=200
    )
    for reopened in by_initiative.values():
        record(
            events.SCORES_REOPENED,
            reopened[0].candidate.initiative,
            actor=actor,
            data={
                "scores": counted(len(reopened), "score", "scores"),
                "because": why or because.label.lower(),
                "cells": sorted({f"{s.criterion.key}/{s.candidate_id}" for s in reopened}),
            },
        )
    return len(current)


def current_scores(**where: object) -> list[Score]:
    """Scores that count now, with what their events name."""
    found = Score.objects.filter(superseded_at=None, **where)
    return list(found.select_related("candidate__initiative", "criterion"))
