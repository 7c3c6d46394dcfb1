"""Systems, integrations and what hangs on them."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from architecture.models import (
    DecisionRecord,
    DesignAuthority,
    Integration,
    System,
)
from architecture.vocabulary import DataDirection, DesignAuthorityState, IntegrationStyle
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


class SystemFactory(DjangoModelFactory[System]):
    """A system of its own, in production."""

    class Meta:
        model = System

    slug = factory.Sequence(lambda n: f"system-{n}")
    name = factory.Sequence(lambda n: f"System {n}")


class IntegrationFactory(DjangoModelFactory[Integration]):
    """The AI system of an initiative reads from a system; give `initiative`, `registered_by`."""

    class Meta:
        model = Integration

    reference = factory.Sequence(lambda n: f"INT-{n + 9000:04d}")
    name = factory.Sequence(lambda n: f"Orders to the model {n}")
    source = factory.SubFactory(SystemFactory)
    target_ai_system = "Late-order model"
    style = IntegrationStyle.API_VIA_GATEWAY
    direction = DataDirection.READ
    registered_party = Party.IT


def linked(initiative: Initiative, actor: User, **fields: Any) -> Integration:
    """An integration of the initiative as a row, without its action."""
    given: dict[str, Any] = {"data_classes": ["orders"], **fields}
    if "target" in given and "target_ai_system" not in given:
        given["target_ai_system"] = ""
    return IntegrationFactory.create(initiative=initiative, registered_by=actor, **given)


def held_by(integration: Integration, holder: User, **fields: Any) -> DesignAuthority:
    """Accepted design authority as a row."""
    now = timezone.now()
    given: dict[str, Any] = {
        "state": DesignAuthorityState.ACCEPTED,
        "offered_by": holder,
        "offered_party": Party.BUSINESS,
        "offered_at": now,
        "accepted_at": now,
        "answered_at": now,
        **fields,
    }
    return DesignAuthority.objects.create(integration=integration, holder=holder, **given)


class DecisionRecordFactory(DjangoModelFactory[DecisionRecord]):
    """A proposed record; give `initiative` and `written_by`."""

    class Meta:
        model = DecisionRecord

    reference = factory.Sequence(lambda n: f"ADR-{n + 9000:04d}")
    title = factory.Sequence(lambda n: f"Read orders through the gateway {n}")
    written_party = Party.IT
