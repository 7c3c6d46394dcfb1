"""A Monday morning, and a table at which business and IT sit."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as configured

from config.demo.clock import clock_at
from governance.models import SessionSeries
from initiatives.actions import accept_invitation, invite_it
from initiatives.models import Initiative
from people.models import User
from tests.governance.sessions.table import MONDAY, standing

AS_CONFIGURED = SimpleNamespace(
    AGENDA_SOURCES=list(configured.AGENDA_SOURCES), OWED_SOURCES=list(configured.OWED_SOURCES)
)
OWN_SOURCES = ("governance.sessions.sources.", "governance.owed.")


@pytest.fixture
def monday(settings: Any) -> Iterator[None]:
    """It is Monday, 23 November 2026, 09:00 UTC, and agendas fill from their own sources alone.

    What other parts of the product put on them is tested where it comes from.
    """
    for name in ("AGENDA_SOURCES", "OWED_SOURCES"):
        own = [path for path in getattr(settings, name) if path.startswith(OWN_SOURCES)]
        setattr(settings, name, own)
    with clock_at(MONDAY):
        yield


@pytest.fixture
def every_source(monday: None, settings: Any) -> None:
    """Agendas fill from all that the product puts on them."""
    for name in ("AGENDA_SOURCES", "OWED_SOURCES"):
        setattr(settings, name, getattr(AS_CONFIGURED, name))


@pytest.fixture
def joined(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """An initiative with both sides at the table; IT was invited with one question."""
    invitation = invite_it(initiative, open_questions=["Where may data be?"], actor=lead)
    accept_invitation(invitation, actor=architect)
    return Initiative.objects.get(pk=initiative.pk)


@pytest.fixture
def rhythm(joined: Initiative) -> SessionSeries:
    """The standing session of both sides: every two weeks on Thursday at 10:00 UTC."""
    return standing(joined)
