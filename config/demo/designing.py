"""Integrations, design authority and decision records, as the stories of the demo tell them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from architecture.actions.afterwards import Breakage, report_incident, set_pilot_debt
from architecture.actions.authority import accept_authority, offer_authority
from architecture.actions.credits import credit_decision_inputs, credit_inputs
from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import replace_decision, settle_decision
from architecture.actions.decisions import write_decision
from architecture.actions.design import set_design_state
from architecture.actions.integrations import (
    Proposal,
    place_interpretation,
    propose_integration,
)
from architecture.actions.parts import (
    change_part,
    set_artefacts,
    set_dependencies,
    set_fragility,
)
from architecture.actions.systems import SystemFacts, add_system
from architecture.models import DecisionRecord, Integration, System
from governance.models import DesignInput
from initiatives.models import Initiative
from people.models import Site, User

Told = dict[str, Any]


def catalogue(actor: User, told: Told) -> None:
    """Add systems to the catalogue; those that are there already stay."""
    for each in told["systems"]:
        facts = dict(each)
        if System.objects.filter(name=facts["name"]).exists():
            continue
        site = facts.pop("site", "")
        facts["site"] = Site.objects.get(name=site) if site else None
        add_system(SystemFacts(**facts), actor=actor)


def connect(initiative: Initiative, actor: User, told: Told) -> None:
    """Propose an integration, with the result of the reuse search."""
    given = dict(told)
    for end in ("source", "target"):
        if end in given:
            given[end] = System.objects.get(name=given[end])
    propose_integration(initiative, Proposal(**given), actor=actor)


def describe(initiative: Initiative, actor: User, told: Told) -> None:
    """Tell the parts of an integration."""
    one = _called(initiative, told["integration"])
    for part, changes in told.get("parts", {}).items():
        change_part(one, part, _found(changes), actor=actor)
    if "dependencies" in told:
        set_dependencies(one, [_found(row) for row in told["dependencies"]], actor=actor)
    if "fragility" in told:
        set_fragility(one, told["fragility"], actor=actor)
    if "artefacts" in told:
        rows = told["artefacts"]
        set_artefacts(one, rows, has_none=not rows, actor=actor)
    if told.get("interprets"):
        place_interpretation(one, actor=actor)


def own(initiative: Initiative, actor: User, told: Told, people: Mapping[str, User]) -> None:
    """Offer the design authority; `accepted` says that it is taken at once."""
    one = _called(initiative, told["integration"])
    offer = offer_authority(one, to=people[told["to"]], actor=actor)
    if told.get("accepted"):
        accept_authority(offer, actor=people[told["to"]])


def set_design(initiative: Initiative, actor: User, told: Told) -> None:
    """The holder says how far the design is."""
    one = _called(initiative, told["integration"])
    set_design_state(one, state=told["state"], note=told.get("note", ""), actor=actor)


def leave_behind(initiative: Initiative, actor: User, told: Told) -> None:
    """What a pilot leaves behind; `days` until it is to be settled."""
    rows = [
        {
            "item": row["item"],
            "decision": row.get("decision", ""),
            "due_on": timezone.localdate() + dt.timedelta(days=row["days"])
            if "days" in row
            else None,
        }
        for row in told["rows"]
    ]
    set_pilot_debt(_called(initiative, told["integration"]), rows, actor=actor)


def broke(initiative: Initiative, actor: User, told: Told) -> None:
    """An integration broke that day."""
    cost = Decimal(told["cost_days"]) if "cost_days" in told else None
    breakage = Breakage(told["title"], told["cause"], timezone.localdate(), cost)
    report_incident(_called(initiative, told["integration"]), breakage, actor=actor)


def record_decision(
    initiative: Initiative,
    actor: User,
    told: Told,
    people: Mapping[str, User],
    inputs: Mapping[str, DesignInput],
) -> None:
    """Write a decision record; `decided` settles it, `replaces` names what it takes over from."""
    given = dict(told)
    embodied = [inputs[name].reference for name in given.pop("embodies", [])]
    is_decided, replaces = given.pop("decided", False), given.pop("replaces", "")
    given["deciders"] = [people[name] for name in given.get("deciders", [])]
    if "integration" in given:
        given["integration"] = _called(initiative, given["integration"])
    record = write_decision(initiative, Written(**given), actor=actor)
    if embodied:
        credit_decision_inputs(record, embodied, actor=actor)
        if record.integration:
            credit_inputs(record.integration, embodied, actor=actor)
    if is_decided:
        record = settle_decision(record, status="decided", actor=actor)
    if replaces:
        before = DecisionRecord.objects.get(initiative=initiative, title=replaces)
        replace_decision(before, by=record, actor=actor)


def _called(initiative: Initiative, name: str) -> Integration:
    rows = Integration.objects.select_related("initiative")
    return rows.get(initiative=initiative, name=name)


def _found(values: Told) -> Told:
    """The values with systems instead of their names."""
    names = {"system", "identity_provider"}
    return {
        key: System.objects.get(name=value) if key in names else value
        for key, value in values.items()
    }
