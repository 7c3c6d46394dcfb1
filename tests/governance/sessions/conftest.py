"""A Monday morning, and a table at which business and IT sit."""

from collections.abc import Iterator

import pytest

from config.demo.clock import clock_at
from governance.models import SessionSeries
from initiatives.actions import accept_invitation, invite_it
from initiatives.models import Initiative
from people.models import User
from tests.governance.sessions.table import MONDAY, standing


@pytest.fixture
def monday() -> Iterator[None]:
    """It is Monday, 23 November 2026, 09:00 UTC."""
    with clock_at(MONDAY):
        yield


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
