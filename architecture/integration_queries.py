"""Reads of integrations and decision records, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from architecture.facts import told_afterwards
from architecture.inputs import TrailKind, TrailStep, known_inputs, steps_from_above
from architecture.models import (
    DecisionRecord,
    DesignAuthority,
    EmbodiedInput,
    Integration,
    IntegrationIncident,
    PilotDebt,
)
from architecture.vocabulary import DecisionStatus
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


def integrations_of(initiative: Initiative) -> list[Integration]:
    """The initiative's integrations with their ends and who holds or is asked; three queries."""
    rows = with_ends(Integration.objects.filter(initiative=initiative)).order_by("pk")
    found = list(rows)
    for each in found:
        each.initiative = initiative
    return found


def with_ends(rows: QuerySet[Integration]) -> QuerySet[Integration]:
    """The rows with what a list shows of each; two more queries."""
    authorities = DesignAuthority.objects.select_related("holder", "offered_by", "handed_to")
    return rows.select_related("source", "target", "owner").prefetch_related(
        Prefetch("authorities", authorities)
    )


def with_reuse(rows: QuerySet[Integration], viewer: User) -> QuerySet[Integration]:
    """The rows with what each uses again, as far as the person may know of it; one more query.

    Where they may not, `reuses` is None and `reuses_id` still tells that there is something.
    """
    visible = Integration.objects.visible_to(viewer).select_related("initiative")
    return rows.prefetch_related(Prefetch("reuses", visible))


def find_integration(reference: str, user: User) -> Integration:
    """The integration for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    rows = with_ends(Integration.objects.visible_to(user)).select_related(
        "initiative__unit", "initiative__lead", "identity_provider", "registered_by"
    )
    found = with_reuse(rows, user).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def find_authority(pk: int, user: User) -> DesignAuthority:
    """An offer of design authority, whatever became of it.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    rows = DesignAuthority.objects.select_related("integration__initiative", "holder", "offered_by")
    visible = rows.filter(integration__in=Integration.objects.visible_to(user))
    found = visible.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def decisions_visible_to(user: User) -> QuerySet[DecisionRecord]:
    """The decision records of every initiative that the person may see, newest first."""
    rows = DecisionRecord.objects.filter(initiative__in=Initiative.objects.visible_to(user))
    return with_deciders(rows)


def decisions_on(initiative: Initiative) -> list[DecisionRecord]:
    """The initiative's decision records, newest first; three queries."""
    found = list(with_deciders(DecisionRecord.objects.filter(initiative=initiative)))
    for each in found:
        each.initiative = initiative
    return found


def with_deciders(rows: QuerySet[DecisionRecord]) -> QuerySet[DecisionRecord]:
    """The rows with what a page or a file shows of each; two more queries."""
    return rows.select_related(
        "initiative", "integration__initiative", "replaced_by__initiative"
    ).prefetch_related("deciders__user", "embodied")


def find_decision(reference: str, user: User) -> DecisionRecord:
    """The decision record for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    rows = decisions_visible_to(user).select_related("initiative__unit", "integration")
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Credit:
    """What one side contributed to a design or a decision; sides, never people (A08)."""

    party: Party
    inputs: list[EmbodiedInput]


def credits_of(embodied: Iterable[EmbodiedInput]) -> list[Credit]:
    """The embodied inputs by the side that contributed them, in the order of the sides."""
    rows = list(embodied)
    found = [
        Credit(party, [each for each in rows if each.party == party])
        for party in (Party.BUSINESS, Party.IT, Party.VENDOR, Party.EXECUTIVE, Party.OVERSIGHT)
    ]
    return [each for each in found if each.inputs]


def incidents_of(initiative: Initiative) -> list[IntegrationIncident]:
    """What broke on the initiative's integrations, newest first; one query."""
    rows = IntegrationIncident.objects.filter(integration__initiative=initiative)
    return list(rows.select_related("integration__initiative", "decision"))


def cost_of_incidents(integration: Integration) -> str:
    """Days that breakages of the integration cost so far, as told; empty where none is told."""
    days = integration.incidents.aggregate(days=Sum("cost_days"))["days"]
    return f"{days.normalize():f}" if days is not None else ""


def open_debts(initiative: Initiative) -> list[PilotDebt]:
    """What pilots of the initiative left behind and nobody closed, the nearest day first."""
    rows = PilotDebt.objects.filter(integration__initiative=initiative, closed_at=None)
    return list(rows.select_related("integration__initiative", "owner"))


def trail_of(integration: Integration) -> list[TrailStep]:
    """Why it is as it is, in the order in which it came about; a fixed number of queries."""
    decisions = list(_decisions_behind(integration))
    references = {
        each.input_reference
        for each in EmbodiedInput.objects.filter(integration=integration)
        | EmbodiedInput.objects.filter(decision__in=decisions)
    }
    steps = [
        *steps_from_above(integration, references),
        *(_decision_step(each) for each in decisions),
        *_design_steps(integration),
        *_incident_steps(integration),
    ]
    return sorted(steps, key=lambda each: each.order)


def inputs_on(integration: Integration) -> list[EmbodiedInput]:
    """The inputs that the integration itself embodies; one query."""
    return list(integration.embodied.all())


def addresses_of_inputs(initiative: Initiative) -> dict[str, str]:
    """Where each design input of the initiative is read, by its reference."""
    return {each.reference: each.address for each in known_inputs(initiative)}


def _decisions_behind(integration: Integration) -> QuerySet[DecisionRecord]:
    return integration.decisions.exclude(status=DecisionStatus.NOT_TAKEN).select_related(
        "initiative", "replaced_by"
    )


def _decision_step(decision: DecisionRecord) -> TrailStep:
    replaced = f", by {decision.replaced_by.reference}" if decision.replaced_by else ""
    return TrailStep(
        kind=TrailKind.DECISION,
        moment=_came_about(decision.decided_at or decision.written_at, decision.decided_on),
        title=decision.title,
        address=decision.get_absolute_url(),
        party=decision.written_party,
        reference=decision.reference,
        note=f"{decision.get_status_display()}{replaced}"
        + (f": {decision.chosen_option}" if decision.chosen_option else ""),
    )


def _design_steps(integration: Integration) -> list[TrailStep]:
    page = integration.get_absolute_url()
    accepted = [
        TrailStep(
            kind=TrailKind.DESIGN,
            moment=each.accepted_at,
            title="Design authority accepted",
            address=f"{page}#authority",
            party=Party.IT,
            note=f"Held by {each.holder.full_name}",
        )
        for each in integration.authorities.all()
        if each.accepted_at
    ]
    moved = [
        TrailStep(
            kind=TrailKind.DESIGN,
            moment=_came_about(each.at, each.effective_on),
            title=f"Design set to {each.get_to_state_display().lower()}",
            address=f"{page}#design",
            party=Party.IT,
            note=f"By an administrator: {each.override_reason}" if each.is_override else each.note,
        )
        for each in integration.state_changes.all()
    ]
    return accepted + moved


def _incident_steps(integration: Integration) -> list[TrailStep]:
    return [
        TrailStep(
            kind=TrailKind.INCIDENT,
            moment=_on(each.happened_on, dt.time.max),
            title=each.title,
            address=f"{integration.get_absolute_url()}#incidents",
            party=each.reported_party,
            note=each.cause,
        )
        for each in integration.incidents.all()
    ]


def _came_about(noted: dt.datetime, day: dt.date | None) -> dt.datetime:
    """When something was so; where it was told afterwards, late on its day, before what broke."""
    if day is None or not told_afterwards(noted, day):
        return noted
    return _on(day, dt.time(23, 59))


def _on(day: dt.date, at: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, at))
