"""What an integration links and what it uses again: told first in its proposal, set right later."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from architecture import events
from architecture.actions.locking import (
    SERIES,
    lock_to_change,
    note_contribution,
    save_changed,
)
from architecture.actions.system_locking import lock_systems, standing
from architecture.models import Integration, System
from architecture.vocabulary import ReuseResult
from audit.recording import record
from initiatives.references import lock_series
from people.checking import require_choice
from people.errors import InvalidInput
from people.models import User
from people.text import optional_text


@transaction.atomic
def change_ends(
    integration: Integration,
    *,
    source: System | None,
    target: System | None,
    actor: User,
    ai_system: str = "",
    version: int | None = None,
) -> Integration:
    """Link something else; saying the same again records nothing.

    An end without a system is the AI system: `ai_system`, else what it is called here already.

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: neither end is a system, both are the same, or one was merged into another.
    """
    systems = lock_systems([source, target])
    integration = lock_to_change(integration, actor=actor, version=version)
    called = integration.source_ai_system or integration.target_ai_system
    called = called or integration.initiative.title
    values = checked_ends(source, target, ai_system, called=called, systems=systems)
    if not _tell(integration, values):
        return integration
    save_changed(integration)
    record(
        events.INTEGRATION_CHANGED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "fields": f"the ends to {integration.source_name} and {integration.target_name}",
        },
    )
    note_contribution(integration.initiative, actor)
    return integration


@transaction.atomic
def decide_reuse(
    integration: Integration,
    *,
    result: str,
    actor: User,
    reason: str = "",
    reuses: Integration | None = None,
    version: int | None = None,
) -> Integration:
    """Say anew what came of looking for what is there; two links become one shared by it (D10).

    Where it uses one again that the actor may not know of, naming none keeps that one.

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: the result or its reason is missing, or what is used again comes down to this
            integration itself.
    """
    integration = lock_to_change(integration, actor=actor, version=version)
    values = checked_reuse(result, reason, reuses or _out_of_sight(integration, actor))
    # Of two that decide to use each other again, the second sees what the first has said.
    lock_series(SERIES)
    _refuse_circle(integration, values["reuses"])
    if not _tell(integration, values):
        return integration
    save_changed(integration)
    record_reuse(integration, actor)
    note_contribution(integration.initiative, actor)
    return integration


def record_reuse(integration: Integration, actor: User) -> None:
    """Leave the event that tells what came of looking; part of the caller's transaction.

    What the actor may not know of and kept is not named: the history is read with the initiative.
    """
    used_again = integration.reuses.reference if integration.reuses else ""
    if _out_of_sight(integration, actor):
        used_again = "an integration out of sight"
    record(
        events.REUSE_DECIDED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "result": integration.get_reuse_result_display().lower(),
            "reason": integration.reuse_reason or used_again,
            "reuses": used_again,
        },
    )


def checked_ends(
    source: System | None,
    target: System | None,
    ai_system: str,
    *,
    called: str,
    systems: Mapping[int, System],
) -> dict[str, Any]:
    """The values of both ends; the AI system is `called` so where it has no other name.

    Raises:
        InvalidInput: neither end is a system, both are the same, or one was merged into another.
    """
    source = standing(source, systems, field="source")
    target = standing(target, systems, field="target")
    if source is None and target is None:
        raise InvalidInput(
            "Neither end is a system of the catalogue.",
            way_out="Choose where the data comes from, or where it goes.",
            field="source",
        )
    if source is not None and source == target:
        raise InvalidInput(
            "Both ends are the same system.", way_out="Choose two different ends.", field="target"
        )
    ai_system = optional_text(
        ai_system, "ai_system", label="The AI system's name", most=200, lines=False
    )
    ai_system = ai_system or called
    return {
        "source": source,
        "source_ai_system": "" if source else ai_system,
        "target": target,
        "target_ai_system": "" if target else ai_system,
    }


def checked_reuse(result: str, reason: str, reuses: Integration | None) -> dict[str, Any]:
    """The values of what came of looking for what is there (B30).

    Raises:
        InvalidInput: it is unknown, or says neither why something new is needed nor what is used
            again.
    """
    require_choice(ReuseResult, result, "reuse_result")
    reason = optional_text(reason, "reuse_reason", label="The reason", most=2000)
    is_new = result == ReuseResult.NEW_WITH_REASON
    if is_new and not reason:
        raise InvalidInput(
            "Something new needs its reason.",
            way_out="Say why nothing that is there will do; one sentence is enough.",
            field="reuse_reason",
        )
    if not is_new and reuses is None and not reason:
        raise InvalidInput(
            "It does not say what is used again.",
            way_out="Choose one of what was found, or name it in a sentence.",
            field="reuses",
        )
    return {
        "reuse_result": result,
        "reuse_reason": reason,
        "reuses": None if is_new else reuses,
    }


def _tell(integration: Integration, values: Mapping[str, Any]) -> bool:
    """Whether the values say anything that it did not say before; they stand on it then."""
    changed = [name for name, value in values.items() if getattr(integration, name) != value]
    for name in changed:
        setattr(integration, name, values[name])
    return bool(changed)


def _out_of_sight(integration: Integration, actor: User) -> Integration | None:
    if integration.reuses is None:
        return None
    visible = Integration.objects.visible_to(actor).filter(pk=integration.reuses.pk)
    return None if visible.exists() else integration.reuses


def _refuse_circle(integration: Integration, reuses: Integration | None) -> None:
    passed: set[int] = set()
    each = reuses
    while each is not None and each.pk not in passed:
        if each.pk == integration.pk:
            raise InvalidInput(
                f"What is chosen comes down to {integration.reference} itself.",
                way_out="Choose another one, or say there that something new was made.",
                field="reuses",
            )
        passed.add(each.pk)
        each = Integration.objects.filter(reused_by=each.pk).first()
