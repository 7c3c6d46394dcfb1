"""Figures for pages and the API; the number of queries does not depend on the initiatives."""

from django.utils import timezone

from architecture.facts import integrations_of
from governance.clarity.facts import facts_of as clarity_of
from governance.clarity.facts import load_clarity
from governance.figures.practices import PRACTICES, Practice, in_place, practices_of
from governance.figures.telling import Told, told
from governance.models import Escalation
from governance.norms import current_norms
from governance.queries import load_inputs
from governance.sessions.standing import standing_session
from governance.signals.facts import InitiativeFacts, facts_of, load_facts
from governance.working_days import country_of
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from people.models import User
from vendors.facts import Comparing, load_comparing

# One batch: more initiatives than this are led nowhere, and a second batch would do no harm.
AT_ONCE = 5000


def portfolio_facts(viewer: User) -> list[InitiativeFacts]:
    """Facts of the initiatives that go on, that somebody leads and that the viewer may see.

    What came from an inventory and nobody leads has nothing to count yet.
    """
    going_on = (
        Initiative.objects.visible_to(viewer)
        .filter(status__in=(Status.ACTIVE, Status.PAUSED), lead__isnull=False)
        .exclude(stage=Stage.RETIRED)
    )
    return [facts for batch in load_facts(going_on, size=AT_ONCE) for facts in batch]


def figures_of(initiative: Initiative) -> tuple[list[Practice], list[Told]]:
    """The practices and figures of one initiative."""
    facts = facts_of(initiative)
    return practices_of(facts), told([facts])


def facts_for_practices(initiative: Initiative) -> InitiativeFacts:
    """What the practices of one initiative need, reading what the page has not read yet."""
    load_inputs([initiative])
    load_clarity([initiative])
    return InitiativeFacts(
        initiative=initiative,
        now=timezone.now(),
        norms=current_norms(),
        country=country_of(initiative.unit),
        standing=standing_session(initiative).facts,
        milestones={row.kind: row for row in initiative.milestones.all()},
        inputs=list(initiative.design_inputs.all()),
        escalations=list(
            Escalation.objects.filter(initiative=initiative).select_related("session")
        ),
        profile=clarity_of(initiative),
        comparing=load_comparing([initiative]).get(initiative.pk, Comparing()),
        integrations=integrations_of(initiative),
    )


def practices_counted(facts: list[InitiativeFacts]) -> dict[str, dict[bool | None, set[int]]]:
    """Keys of initiatives by practice, and by whether it is in place, not yet, or unsaid."""
    found: dict[str, dict[bool | None, set[int]]] = {
        name: {True: set(), False: set(), None: set()} for name in PRACTICES
    }
    for each in facts:
        for practice in practices_of(each):
            found[practice.name][practice.in_place].add(each.initiative.pk)
    return found


def spread_of_practices(facts: list[InitiativeFacts]) -> dict[int, int]:
    """How many initiatives have so many practices in place; no initiative is named."""
    counts = dict.fromkeys(range(len(PRACTICES) + 1), 0)
    for each in facts:
        counts[in_place(practices_of(each))] += 1
    return counts
