"""Naming the design inputs that an integration or a decision embodies (A08, A25)."""

from collections.abc import Iterable

from django.db import transaction

from architecture import designing, events
from architecture.actions.locking import lock_to_change, save_changed
from architecture.inputs import KnownInput, known_inputs
from architecture.models import DecisionRecord, EmbodiedInput, Integration
from audit.recording import record
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User


@transaction.atomic
def credit_inputs(
    integration: Integration,
    references: Iterable[str],
    *,
    actor: User,
    version: int | None = None,
) -> Integration:
    """Say which inputs the design took in; the sides that contributed them are thanked.

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: a reference is none of the initiative's inputs.
    """
    integration = lock_to_change(integration, actor=actor, version=version)
    wanted = _known(integration.initiative, references)
    if keep_credits(integration, wanted, actor):
        save_changed(integration)
    return integration


@transaction.atomic
def credit_decision_inputs(
    decision: DecisionRecord, references: Iterable[str], *, actor: User
) -> DecisionRecord:
    """Say which inputs a decision took in; also once it is decided.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a reference is none of the initiative's inputs.
    """
    initiative = lock_initiative(decision.initiative, actor=actor)
    decision.initiative = initiative
    permit(
        designing.may_write_decisions(actor, initiative),
        "Decision records are kept by those at the table.",
        way_out="Raise a design input instead.",
    )
    refuse_if_ended(initiative)
    keep_credits(decision, _known(initiative, references), actor)
    return decision


def _known(initiative: Initiative, references: Iterable[str]) -> list[KnownInput]:
    known = {each.reference: each for each in known_inputs(initiative)}
    wanted = list(dict.fromkeys(references))
    for reference in wanted:
        if reference not in known:
            raise InvalidInput(
                f"“{reference}” is no design input of this initiative.",
                way_out="Choose one of those that were raised here.",
                field="inputs",
            )
    return [known[reference] for reference in wanted]


def keep_credits(
    thing: Integration | DecisionRecord, wanted: list[KnownInput], actor: User
) -> bool:
    """Make the thing's credits the wanted ones, in the caller's transaction.

    Returns:
        Whether anything changed.
    """
    about = {"integration": thing} if isinstance(thing, Integration) else {"decision": thing}
    before = set(EmbodiedInput.objects.filter(**about).values_list("input_reference", flat=True))
    released = before - {each.reference for each in wanted}
    for each in wanted:
        if each.reference in before:
            continue
        EmbodiedInput.objects.create(
            **about,
            input_reference=each.reference,
            input_title=each.title,
            party=each.party,
            noted_by=actor,
        )
        data = {"input": each.reference, "reference": thing.reference}
        record(events.INPUT_EMBODIED, thing, actor=actor, data=data)
    if released:
        EmbodiedInput.objects.filter(**about, input_reference__in=released).delete()
        data = {"inputs": ", ".join(sorted(released)), "reference": thing.reference}
        record(events.INPUTS_RELEASED, thing, actor=actor, data=data)
    return bool(released) or len(wanted) > len(before - released)
