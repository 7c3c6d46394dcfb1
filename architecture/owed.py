"""What the sides owe each other about designs: who owns each, and what a pilot leaves behind.

Named in `OWED_LOADERS` and `OWED_SOURCES`; a fixed number of queries whatever their number.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from architecture.designing import holder_of, offer_of
from architecture.models import DesignAuthority, Integration, PilotDebt
from architecture.vocabulary import DesignState
from initiatives.models import Initiative
from initiatives.owed import Owed
from people.vocabulary import Party

_NOT_BASELINED = frozenset({DesignState.SKETCHED, DesignState.DESIGNED})


def load_designs(initiatives: Iterable[Initiative]) -> None:
    """Read the integrations in force once, with who holds or is asked, and open debts."""
    authorities = DesignAuthority.objects.select_related("holder")
    debts = PilotDebt.objects.filter(closed_at=None)
    integrations = Integration.objects.in_force().prefetch_related(
        Prefetch("authorities", authorities), Prefetch("debts", debts)
    )
    prefetch_related_objects(list(initiatives), Prefetch("integrations", integrations))


def owed_designs(initiative: Initiative) -> Iterator[Owed]:
    """Design authority is offered by business and answered by IT; one who left is owed again."""
    for each in initiative.integrations.all():
        each.initiative = initiative
        yield from _authority(each)
        yield from _baseline(each)
        yield from _debts(each)


def _authority(integration: Integration) -> Iterator[Owed]:
    if holder_of(integration) is not None:
        return
    key = f"authority:{integration.reference}"
    address = f"{integration.get_absolute_url()}authority/"
    offer = offer_of(integration)
    past = list(integration.authorities.all())
    left = next((each for each in past if each.why_lapsed), None)
    if offer is not None:
        yield Owed(
            owing=Party.IT,
            title=f"Answer whether IT owns the design of {integration.name}",
            what_answers="Accept it, or decline with a reason.",
            since=offer.offered_at,
            address=address,
            reference=integration.reference,
            key=key,
        )
    elif left is not None:
        yield Owed(
            owing=Party.IT,
            title=f"Name who owns the design of {integration.name} now",
            what_answers=f"{'Its holder' if left.accepted_at else 'Who was asked'} is "
            f"{left.why_lapsed}. "
            "Take it, or offer it to somebody in IT.",
            since=left.accepted_at or left.offered_at,
            address=address,
            reference=integration.reference,
            key=key,
        )
    else:
        declined = max((each.answered_at for each in past if each.answered_at), default=None)
        yield Owed(
            owing=Party.BUSINESS,
            title=f"Ask IT to own the design of {integration.name}",
            what_answers="Offer the design authority to somebody in IT.",
            since=declined or integration.registered_at,
            address=address,
            reference=integration.reference,
            key=key,
        )


def _baseline(integration: Integration) -> Iterator[Owed]:
    planned = integration.baseline_planned_on
    late = planned is not None and planned < timezone.localdate()
    if planned is None or not late or integration.design_state not in _NOT_BASELINED:
        return
    yield Owed(
        owing=Party.IT,
        title=f"Baseline the design of {integration.name}",
        what_answers=f"Planned for {date_format(planned, 'j F')}. Baseline it, or plan anew.",
        since=integration.registered_at,
        address=f"{integration.get_absolute_url()}state/",
        reference=integration.reference,
        key=f"baseline:{integration.reference}",
    )


def _debts(integration: Integration) -> Iterator[Owed]:
    address = f"{integration.get_absolute_url()}parts/debt/"
    debts = list(integration.debts.all())
    if integration.is_pilot and not debts and not integration.has_no_debt:
        yield Owed(
            owing=Party.IT,
            title=f"Say what the pilot of {integration.name} leaves behind",
            what_answers="Keep, replace or retire each thing, or say that nothing is left.",
            since=integration.registered_at,
            address=address,
            reference=integration.reference,
            key=f"debt:{integration.reference}",
        )
    for each in debts:
        if each.is_overdue and each.due_on:
            yield Owed(
                owing=Party.IT,
                title=f"{each.get_decision_display() or 'Settle'}: {each.item}",
                what_answers=f"It was due on {date_format(each.due_on, 'j F')}. "
                "Say what came of it, or plan anew.",
                since=each.noted_at,
                address=address,
                reference=integration.reference,
                key=f"debt:{integration.reference}:{each.pk}",
            )
