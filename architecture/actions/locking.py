"""What every change of an integration begins and ends with."""

from django.utils import timezone

from architecture import designing
from architecture.models import Integration
from initiatives.actions.table import (
    lock_initiative,
    note_it_contribution,
    permit,
    refuse_if_ended,
)
from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.errors import ChangedMeanwhile
from people.models import User
from people.vocabulary import Party

SERIES = "INT-"


def lock_integration(integration: Integration, *, actor: User) -> Integration:
    """The integration as it is now with its initiative, both locked until the transaction ends.

    Raises:
        NotVisible: it is gone, or the actor may not know of its initiative.
    """
    initiative = lock_initiative(integration.initiative, actor=actor)
    found = (
        Integration.objects.select_for_update(of=("self",))
        .select_related("source", "target")
        .prefetch_related("authorities__holder")
        .get(pk=integration.pk)
    )
    found.initiative = initiative
    return found


def lock_to_change(
    integration: Integration, *, actor: User, version: int | None = None
) -> Integration:
    """The same, for who may change its design.

    Raises:
        NotVisible: the actor may not know of its initiative.
        NotPermitted: somebody else holds the design, or the actor works on neither side.
        NotPossibleNow: the initiative has ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
    """
    integration = lock_integration(integration, actor=actor)
    permit_change(integration, actor)
    refuse_if_ended(integration.initiative)
    refuse_if_changed(integration, version)
    return integration


def permit_change(integration: Integration, actor: User) -> None:
    """Go on only when the design is the actor's to change.

    Raises:
        NotPermitted: somebody else holds it, or the actor works on neither side.
    """
    holder = designing.holder_of(integration)
    permit(
        designing.may_change_design(actor, integration, integration.initiative),
        f"{holder.full_name} holds the design of {integration.reference}."
        if holder
        else "Integrations are sketched by those at the table.",
        way_out="Propose a design input on it." if holder else "Ask the initiative's lead.",
    )


def permit_setting(integration: Integration, actor: User) -> None:
    """Go on only when the state of the design is the actor's to set.

    Raises:
        NotPermitted: somebody else holds it, or nobody does.
    """
    holder = designing.holder_of(integration)
    refusal = f"Nobody holds the design of {integration.reference} yet."
    way_out = "Offer the design authority, or take it."
    if holder is not None:
        refusal = (
            f"{holder.full_name} holds the design of {integration.reference}; only they set its "
            "state."
        )
        way_out = "Propose a design input on it."
    elif integration.initiative.is_ended:
        refusal = f"Nobody holds the design of {integration.reference}; IT takes it down."
        way_out = "Ask an IT architect to retire it."
    permit(designing.may_set_design(actor, integration), refusal, way_out=way_out)


def refuse_if_changed(integration: Integration, version: int | None) -> None:
    """Go on only when the actor saw what stands there now.

    Raises:
        ChangedMeanwhile: somebody else changed it.
    """
    if version is not None and version != integration.version:
        raise ChangedMeanwhile(
            f"{integration.reference} was changed since you opened it; its design is "
            f"{integration.get_design_state_display().lower()}.",
            way_out="What you typed is kept; look at what happened and decide again.",
        )


def save_changed(integration: Integration) -> None:
    """Save with the next version."""
    integration.version += 1
    integration.updated_at = timezone.now()
    integration.save()


def side_of(actor: User, initiative: Initiative) -> Party:
    """The side somebody speaks for here: their seat, else their role."""
    for party in (Party.IT, Party.BUSINESS):
        if sits_at(actor, initiative, party):
            return party
    return actor.party or Party.BUSINESS


def note_contribution(initiative: Initiative, actor: User) -> None:
    """IT's work on a design is a contribution as an input is (A10)."""
    if side_of(actor, initiative) == Party.IT:
        note_it_contribution(initiative, actor=actor)
