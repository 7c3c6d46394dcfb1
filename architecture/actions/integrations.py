"""Proposing an integration, after a look at what is there already (B14, B30)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from architecture import designing, events
from architecture.actions.checking import word_list
from architecture.actions.linking import checked_ends, checked_reuse, record_reuse
from architecture.actions.locking import (
    SERIES,
    lock_to_change,
    note_contribution,
    save_changed,
    side_of,
)
from architecture.actions.system_locking import lock_systems
from architecture.models import Integration, System
from architecture.vocabulary import DataDirection, IntegrationStyle
from audit.recording import record
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from initiatives.references import lock_series, take_references
from people.checking import require_choice
from people.models import User
from people.text import optional_text, required_text


@dataclass(frozen=True, slots=True)
class Proposal:
    """An integration that somebody proposes; data flows from source to target.

    Attributes:
        source, target: a system of the catalogue each; None where that end is the AI system.
        ai_system: how the AI system at the other end is called; the initiative's title if empty.
        reuse_reason: why something new is needed, or what is reused where `reuses` names nothing.
    """

    name: str
    style: str
    reuse_result: str
    source: System | None = None
    target: System | None = None
    ai_system: str = ""
    purpose: str = ""
    direction: str = DataDirection.READ
    data_classes: list[str] = field(default_factory=list)
    reuse_reason: str = ""
    reuses: Integration | None = None
    is_pipeline: bool = False
    is_pilot: bool = False
    build_starts_on: dt.date | None = None


@transaction.atomic
def propose_integration(
    initiative: Initiative,
    proposal: Proposal,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> Integration:
    """A new integration of the initiative, sketched; nobody holds its design yet.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a text is missing, neither end is a system, one was merged into another, or
            the reuse search has no result or no reason.
    """
    systems = lock_systems([proposal.source, proposal.target])
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        designing.may_shape(actor, initiative),
        "Integrations are proposed by those at the table.",
        way_out="Raise a design input instead.",
    )
    refuse_if_ended(initiative)
    fields = _checked(proposal, initiative, systems)
    series = lock_series(SERIES)
    if submission_key:
        made = Integration.objects.filter(
            submission_key=submission_key, registered_by=actor
        ).first()
        if made is not None:
            return made
    integration = Integration.objects.create(
        reference=take_references(series)[0],
        initiative=initiative,
        registered_by=actor,
        registered_party=side_of(actor, initiative),
        submission_key=submission_key,
        **fields,
    )
    _record(integration, actor)
    note_contribution(initiative, actor)
    return integration


def _record(integration: Integration, actor: User) -> None:
    record(
        events.INTEGRATION_REGISTERED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "name": integration.name,
            "source": integration.source_name,
            "target": integration.target_name,
            "style": integration.get_style_display().lower(),
        },
    )
    record_reuse(integration, actor)


@transaction.atomic
def place_interpretation(
    integration: Integration, *, actor: User, version: int | None = None
) -> Integration:
    """Name the integration as the initiative's one place of interpretation; the last is released.

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
    """
    integration = lock_to_change(integration, actor=actor, version=version)
    if integration.is_place_of_interpretation:
        return integration
    # Exactly one (B85): the database refuses a second, so the first goes before it comes.
    Integration.objects.filter(
        initiative=integration.initiative, is_place_of_interpretation=True
    ).update(is_place_of_interpretation=False)
    integration.is_place_of_interpretation = True
    save_changed(integration)
    record(
        events.PLACE_OF_MEANING_SET,
        integration,
        actor=actor,
        data={"reference": integration.reference},
    )
    return integration


def _checked(
    proposal: Proposal, initiative: Initiative, systems: Mapping[int, System]
) -> dict[str, Any]:
    require_choice(IntegrationStyle, proposal.style, "style")
    require_choice(DataDirection, proposal.direction, "direction")
    return {
        **checked_ends(
            proposal.source,
            proposal.target,
            proposal.ai_system,
            called=initiative.title,
            systems=systems,
        ),
        **checked_reuse(proposal.reuse_result, proposal.reuse_reason, proposal.reuses),
        "name": required_text(proposal.name, "name", label="The name", most=200, lines=False),
        "purpose": optional_text(proposal.purpose, "purpose", label="The purpose", most=2000),
        "style": proposal.style,
        "direction": proposal.direction,
        "data_classes": word_list(proposal.data_classes, "data_classes"),
        "is_pipeline": proposal.is_pipeline,
        "is_pilot": proposal.is_pilot,
        "build_starts_on": proposal.build_starts_on,
    }
