"""Integrations as their actions leave them."""

from typing import Any

from architecture.actions.authority import accept_authority, offer_authority
from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import settle_decision
from architecture.actions.decisions import write_decision
from architecture.actions.design import set_design_state
from architecture.actions.integrations import Proposal, propose_integration
from architecture.models import DecisionRecord, DesignAuthority, Integration
from initiatives.models import Initiative
from people.models import User
from tests.architecture_app.factories import SystemFactory


def proposed(initiative: Initiative, actor: User, **fields: Any) -> Integration:
    """An integration proposed through its action."""
    given: dict[str, Any] = {
        "name": "Orders to the late-order model",
        "style": "api_via_gateway",
        "reuse_result": "new_with_reason",
        "reuse_reason": "No link carries order lines yet.",
        "data_classes": ["orders"],
        **fields,
    }
    if "source" not in given and "target" not in given:
        given["source"] = SystemFactory.create(name="Order book")
    return propose_integration(initiative, Proposal(**given), actor=actor)


def offered(integration: Integration, to: User, by: User) -> DesignAuthority:
    """Design authority offered and not answered."""
    return offer_authority(integration, to=to, actor=by)


def held(integration: Integration, holder: User, by: User | None = None) -> DesignAuthority:
    """Design authority offered and accepted."""
    given = offer_authority(integration, to=holder, actor=by or holder)
    return accept_authority(given, actor=holder)


def baselined(integration: Integration, holder: User) -> Integration:
    """A design that its holder has baselined today."""
    return set_design_state(integration, state="baselined", actor=holder)


def written(initiative: Initiative, actor: User, **fields: Any) -> DecisionRecord:
    """A proposed decision record."""
    given: dict[str, Any] = {
        "title": "Read orders through the gateway",
        "context": "Planners need order lines within the hour.",
        "drivers": ["Nothing may write to the order book"],
        "options": [{"title": "Gateway"}, {"title": "Nightly file", "bad": ["it is a day late"]}],
        "chosen_option": "Gateway",
        "outcome": "It is versioned and watched already.",
        **fields,
    }
    return write_decision(initiative, Written(**given), actor=actor)


def decided(initiative: Initiative, actor: User, **fields: Any) -> DecisionRecord:
    """A decision record that is decided today."""
    return settle_decision(written(initiative, actor, **fields), status="decided", actor=actor)
