"""Two people of one side score one cell in the same moment."""

from collections.abc import Callable

import pytest

from audit.models import AuditEvent
from people.errors import ChangedMeanwhile
from people.models import User
from tests.at_once import at_once
from vendors.actions import GivenScore, give_score
from vendors.models import Candidate, Criterion, Score


def scoring(
    candidate: Candidate, criterion: Criterion, actor: User, value: int, *, seen: int | None
) -> Callable[[], int]:
    """Giving a score to what was read before; the value that was given."""
    mine = Candidate.objects.select_related("initiative").get(pk=candidate.pk)
    asked = Criterion.objects.select_related("initiative").get(pk=criterion.pk)

    def act() -> int:
        given = GivenScore(value=value, strength="documented")
        give_score(mine, asked, given, actor=actor, version=seen)
        return value

    return act


@pytest.mark.services
@pytest.mark.behaviour("A18")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("seen", [0, None])
def test_one_cell_keeps_one_score_and_the_other_is_told(
    candidate: Candidate,
    both: Criterion,
    architect: User,
    other_architect: User,
    attempt: int,
    seen: int | None,
) -> None:
    outcome = at_once(
        scoring(candidate, both, architect, 1, seen=seen),
        scoring(candidate, both, other_architect, 3, seen=seen),
    )

    assert {type(each) for each in outcome.refused} <= {ChangedMeanwhile}
    current = Score.objects.get(superseded_at=None)
    kept = Score.objects.count()
    assert AuditEvent.objects.filter(kind="score.given").count() == kept
    if seen is None:
        assert (len(outcome.done), kept, current.version) == (2, 2, 2)
        return
    assert (len(outcome.done), len(outcome.refused), kept) == (1, 1, 1)
    assert current.value == outcome.done[0]
    assert "since you opened it" in outcome.refused[0].message


@pytest.mark.services
@pytest.mark.behaviour("B47")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_both_sides_at_once_end_as_a_pair(
    candidate: Candidate, both: Criterion, lead: User, architect: User, attempt: int
) -> None:
    outcome = at_once(
        scoring(candidate, both, lead, 1, seen=0), scoring(candidate, both, architect, 3, seen=0)
    )

    assert outcome.refused == []
    assert Score.objects.filter(revealed_at__isnull=False).count() == 2
    assert AuditEvent.objects.filter(kind="score.revealed").count() == 1
