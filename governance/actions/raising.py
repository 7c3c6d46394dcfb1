"""Raising a design input: one form for every concern (A24)."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from audit.recording import record
from governance import events, policies
from governance.embodying import checked_subject
from governance.models import DesignInput
from governance.vocabulary import (
    ConcernGroup,
    InputKind,
    StewardshipArea,
)
from initiatives.actions.table import (
    lock_initiative,
    note_it_contribution,
    permit,
    refuse_if_ended,
)
from initiatives.models import Initiative
from initiatives.queries import decisions_of
from initiatives.references import lock_series, take_references
from initiatives.vocabulary import MilestoneKind
from people.checking import require_choice
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody asks the design to take in; one shape for every kind (A24).

    `decision` None means the next decision that is not taken. `subject` names an integration of
    the initiative, as in `integration:12`; empty for the whole design.
    """

    kind: str
    concern_group: str
    stewardship_area: str
    title: str
    description: str = ""
    proposed_solution: str = ""
    decision: str | None = None
    subject: str = ""


@transaction.atomic
def raise_design_input(
    initiative: Initiative,
    concern: Concern,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> DesignInput:
    """A new design input for the initiative; IT's first one is its joining (A10).

    Raises:
        NotPermitted: the actor works on neither side.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit_raising(initiative, actor)
    fields = _tidied(concern, initiative)
    series = lock_series("IN-")
    if submission_key:
        raised = DesignInput.objects.filter(submission_key=submission_key, raised_by=actor).first()
        if raised:
            return raised
    party = policies.speaks_for(actor, initiative)
    design_input = DesignInput.objects.create(
        reference=take_references(series)[0],
        initiative=initiative,
        raised_by=actor,
        raised_party=party,
        submission_key=submission_key,
        **fields,
    )
    record(
        events.RAISED,
        design_input,
        actor=actor,
        data={
            "reference": design_input.reference,
            "party": party,
            **fields,
            "kind": design_input.get_kind_display().lower(),
        },
    )
    if party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return design_input


def permit_raising(initiative: Initiative, user: User) -> None:
    """Go on only when the person may raise something here; asked before the form is shown.

    Raises:
        NotPermitted: the person works on neither side.
        NotPossibleNow: the initiative has ended.
    """
    permit(
        policies.may_raise_design_input(user),
        "Design inputs come from business and IT.",
        way_out="Ask somebody at the table to raise it for you.",
    )
    refuse_if_ended(initiative)


def _tidied(concern: Concern, initiative: Initiative) -> dict[str, str]:
    require_choice(InputKind, concern.kind, "kind")
    require_choice(ConcernGroup, concern.concern_group, "concern_group")
    require_choice(StewardshipArea, concern.stewardship_area, "stewardship_area")
    decision = concern.decision
    if decision is None:
        decision = next_open_decision(initiative)
    elif decision:
        require_choice(MilestoneKind, decision, "decision")
    return {
        "kind": concern.kind,
        "concern_group": concern.concern_group,
        "stewardship_area": concern.stewardship_area,
        "title": required_text(concern.title, "title", label="The title", most=200, lines=False),
        "description": optional_text(
            concern.description, "description", label="The description", most=5000
        ),
        "proposed_solution": optional_text(
            concern.proposed_solution,
            "proposed_solution",
            label="The proposed solution",
            most=5000,
        ),
        "decision": decision,
        "subject": checked_subject(concern.subject, initiative),
    }


def next_open_decision(initiative: Initiative) -> str:
    """The first decision that is not taken, or empty when all are."""
    return next((each.kind.value for each in decisions_of(initiative) if each.state == "open"), "")
