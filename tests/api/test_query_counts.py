"""Every list asks the database the same, whether it shows 5 rows or a full page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import (
    AgendaItem,
    AgreedAction,
    PartyPresence,
    SessionOccurrence,
    SessionRhythm,
    SessionSeries,
)
from initiatives.actions import invite_it, plan_milestone, save_draft
from initiatives.models import Initiative, Restriction, UseCaseVersion
from people.actions import issue_token
from people.models import Site, Unit, User
from people.vocabulary import Role
from tests.api.calls import get
from tests.api.sessions import agreed, begun
from tests.factories import UnitFactory, person_with, raised, registered

pytestmark = pytest.mark.usefixtures("without_profile")

MOST = 10
MOST_FOR_AGENDA = 17  # its sources read every table that something may be owed from
Api = Callable[[User], Client]
More = Callable[[int], None]


@pytest.fixture
def grow(lead: User, architect: User, unit: Unit, initiative: Initiative) -> More:
    """Adds one more of everything, as often as asked."""

    def add(number: int) -> None:
        place = UnitFactory.create()
        place.sites.add(Site.objects.create(name=f"Site {place.pk}"))
        colleague = person_with(Role.IT_ARCHITECT)
        other = registered(lead, unit=place)
        plan_milestone(other, "shortlist", planned_on=other.registered_at.date(), actor=lead)
        raised(initiative, architect, decision="shortlist")
        raised(other, lead, decision="shortlist")
        _more_sessions(initiative, lead)
        for each, invitee in ((initiative, colleague), (other, architect)):
            invite_it(each, open_questions=["A", "B"], invitee=invitee, actor=lead)
        save_draft({"title": "T"}, actor=lead)
        issue_token(lead, "more", actor=lead)
        UseCaseVersion.objects.create(initiative=initiative, number=100 + other.pk, title="T")
        restriction = {"reason": "x", "it_member": architect, "by": lead}
        Restriction.objects.create(
            initiative=initiative,
            until=other.registered_at.date(),
            lifted_at=other.registered_at,
            **restriction,
        )

    def grow(times: int) -> None:
        for number in range(times):
            add(number)

    return grow


LISTS = [
    "/units/",
    "/it-architects/",
    "/auth/tokens/",
    "/initiatives/",
    "/initiatives/?search=orders&stage=design&status=active&concern=SEC&sort=title",
    "/initiatives/{ref}/invitations/",
    "/initiatives/{ref}/history/",
    "/initiatives/{ref}/versions/",
    "/initiatives/{ref}/visibility-restrictions/",
    "/initiatives/{ref}/design-inputs/",
    "/initiatives/{ref}/design-inputs/?timing=can_shape",
    "/initiatives/{ref}/owed-items/",
    "/design-inputs/",
    "/owed-items/",
    "/registration-drafts/",
    "/working-sessions/",
    "/working-sessions/WS-0001/occurrences/",
    "/initiatives/{ref}/working-sessions/",
    "/initiatives/{ref}/agreed-actions/",
    "/agreed-actions/",
]


def rows(answer: Any) -> int:
    content = answer.json()
    return len(content.get("results", content.get("it", [])))


def _more_sessions(initiative: Initiative, lead: User) -> None:
    """One more date held, with something agreed in it, and one more series that ended."""
    series = SessionSeries.objects.get(reference="WS-0001")
    last = series.occurrences.order_by("slot_on")[0]
    before = dt.timedelta(days=1 + series.occurrences.count())
    held = SessionOccurrence.objects.create(
        series=series,
        rhythm=last.rhythm,
        slot_on=last.slot_on - before,
        starts_at=last.starts_at - before,
        minutes=45,
        state="held",
    )
    PartyPresence.objects.create(occurrence=held, party="it")
    item = AgendaItem.objects.create(occurrence=held, title="T", result="action")
    day = last.slot_on
    AgreedAction.objects.create(
        initiative=initiative, item=item, text="T", owner=lead, owner_party="business",
        due_on=day, first_due_on=day,
    )  # fmt: skip
    ended = SessionSeries.objects.create(
        reference=f"WS-9{series.occurrences.count():03}",
        initiative=initiative,
        ended_at=series.started_at,
        business_facilitator=lead,
    )
    SessionRhythm.objects.create(
        series=ended, rule="FREQ=WEEKLY;BYDAY=TU", first_on=day, starts_at=dt.time(10),
        time_zone="UTC", minutes=45,
    )  # fmt: skip


def test_no_list_asks_more_when_it_is_longer(
    lead: User, architect: User, initiative: Initiative, grow: More, api: Api
) -> None:
    calls = [(api(lead), path.format(ref=initiative.reference)) for path in LISTS]
    calls.append((api(architect), "/invitations/"))
    for client, _ in calls:
        get(client, "/profile/")  # notes the day of the token's first use
    grow(5)
    before = [_queries(client, path) for client, path in calls]
    grow(55)

    for (client, path), (few, with_few) in zip(calls, before, strict=True):
        many, with_many = _queries(client, path)
        asked = "\n".join(query["sql"][:300] for query in many)
        assert len(many) == len(few) <= MOST, f"{path}\n{asked}"
        assert rows(with_many) > rows(with_few), path


def _queries(client: Client, path: str) -> tuple[list[dict[str, str]], Any]:
    with CaptureQueriesContext(connection) as captured:
        answer = get(client, path)
    assert answer.status_code == 200, answer.content
    return captured.captured_queries, answer


def test_an_agenda_asks_no_more_when_it_is_longer(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    path = f"/working-sessions/WS-0001/occurrences/{begun(initiative, lead).slot_on}/agenda/"
    occurrence = SessionOccurrence.objects.select_related("series__initiative").get(
        opened_at__isnull=False
    )
    get(client, "/profile/")  # notes the day of the token's first use
    counts = []
    for number in (3, 20):
        for _ in range(number):
            raised(initiative, architect)
            agreed(occurrence, lead)
        many, answer = _queries(client, path)
        counts.append(len(many))
    assert len(answer.json()["items"]) > 40
    assert counts[0] == counts[1] <= MOST_FOR_AGENDA, "\n".join(each["sql"][:200] for each in many)
