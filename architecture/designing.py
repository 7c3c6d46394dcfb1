"""Who may do what to an integration and to a decision record (A19, A21).

The accepted row of `DesignAuthority` is the one truth about who holds the design; nothing copies
it (docs/decisions/0060).
"""

from architecture.models import DecisionRecord, DesignAuthority, Integration
from architecture.transitions import DESIGN
from architecture.vocabulary import DesignState
from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.models import User
from people.vocabulary import Party, Role


def may_shape(user: User, initiative: Initiative) -> bool:
    """Both sides work on the integrations: business leads at the table, every IT architect."""
    if user.holds(Role.IT_ARCHITECT):
        return True
    return user.holds(Role.BUSINESS_LEAD) and sits_at(user, initiative, Party.BUSINESS)


def holder_of(integration: Integration) -> User | None:
    """Who holds the design authority now; nobody once the holder has left, or left IT."""
    authority = integration.current_authority
    return authority.holder if authority and authority.is_held else None


def offer_of(integration: Integration) -> DesignAuthority | None:
    """The offer that waits for its answer; read from the prefetched rows where there are."""
    return next((each for each in integration.authorities.all() if each.is_waiting), None)


def holds_authority(user: User, integration: Integration) -> bool:
    """Whether the person holds the design authority of this integration and is an architect."""
    holder = holder_of(integration)
    return holder is not None and holder.pk == user.pk and user.holds(Role.IT_ARCHITECT)


def may_change_design(user: User, integration: Integration, initiative: Initiative) -> bool:
    """The holder alone; as long as nobody holds it, both sides sketch together."""
    if holder_of(integration) is None:
        return may_shape(user, initiative)
    return holds_authority(user, integration)


def may_set_design(user: User, integration: Integration) -> bool:
    """The holder; what ended work left and nobody holds, any IT architect takes down."""
    if integration.initiative.is_ended and holder_of(integration) is None:
        return user.holds(Role.IT_ARCHITECT)
    return holds_authority(user, integration)


def may_override(user: User) -> bool:
    """Administrators, for a design whose holder cannot be reached; with a reason, on the record."""
    return user.is_active and user.is_staff


def permitted_states(user: User, integration: Integration) -> list[DesignState]:
    """Where the person may move the design now, in the order of the states.

    Once the work has ended, what it leaves is still taken down.
    """
    if not (may_set_design(user, integration) or may_override(user)):
        return []
    next_states = DESIGN[DesignState(integration.design_state)]
    if integration.initiative.is_ended:
        next_states &= {DesignState.RETIRED}
    return [state for state in DesignState if state in next_states]


def may_offer_authority(user: User, integration: Integration, initiative: Initiative) -> bool:
    """Both sides offer it while nobody holds it; a holder hands over instead."""
    return holder_of(integration) is None and may_shape(user, initiative)


def may_answer_offer(user: User, authority: DesignAuthority) -> bool:
    """Only the person asked says yes or no."""
    return user.holds(Role.IT_ARCHITECT) and authority.holder_id == user.pk


def may_write_decisions(user: User, initiative: Initiative) -> bool:
    """Both sides write decision records."""
    return may_shape(user, initiative)


def may_settle_decision(user: User, decision: DecisionRecord, initiative: Initiative) -> bool:
    """Where the integration has a holder, what is decided about its design is theirs to record."""
    if decision.integration is None:
        return may_shape(user, initiative)
    return may_change_design(user, decision.integration, initiative)
