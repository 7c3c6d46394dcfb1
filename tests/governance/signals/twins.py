"""Two initiatives with the same link."""

from typing import Any

from architecture.models import Integration, System
from architecture.vocabulary import IntegrationStyle
from governance import detecting
from governance.models import Signal
from initiatives.models import Initiative
from people.models import User
from tests.architecture_app.factories import SystemFactory, linked
from tests.factories import registered


def the_system(slug: str, name: str) -> System:
    """The system, made once."""
    return System.objects.filter(slug=slug).first() or SystemFactory.create(slug=slug, name=name)


def a_link(initiative: Initiative, actor: User, **fields: Any) -> Integration:
    """Orders from MES to Planning, by files in batches."""
    given: dict[str, Any] = {
        "source": the_system("mes", "MES"),
        "target": the_system("planning", "Planning"),
        "style": IntegrationStyle.BATCH_FILE,
        "data_classes": ["orders"],
        **fields,
    }
    return linked(initiative, actor, **given)


def twin_signal(scene: Any) -> Signal:
    """The signal at the scene's initiative that another one has its link as well."""
    other = registered(scene.other_lead, title="Plan the night shift")
    a_link(scene.initiative, scene.lead)
    a_link(other, scene.other_lead)
    detecting.look_at(Initiative.objects.filter(pk=scene.initiative.pk))
    return Signal.objects.get(detector="D10", initiative=scene.initiative)
