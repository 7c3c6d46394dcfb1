"""The table: asking others to it, and leaving it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from governance.models import SessionSeries
from initiatives.actions import accept_invitation, give_seat, invite_it, leave_table
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow, NotVisible
from people.models import Notice, User
from people.vocabulary import Role
from tests.factories import person_with

SignIn = Callable[[User], Client]


@pytest.fixture
def guest(db: None) -> User:
    """Somebody who may sit at tables and see nothing else."""
    return person_with(
        Role.SESSION_PARTICIPANT, full_name="Pia Sand", email="participant@example.org"
    )


@pytest.mark.behaviour("A22")
def test_a_participant_sees_the_initiative_and_has_its_sessions(
    initiative: Initiative, lead: User, guest: User
) -> None:
    assert not Initiative.objects.visible_to(guest).exists()

    give_seat(initiative, guest, party="oversight", actor=lead)

    assert Initiative.objects.visible_to(guest).get() == initiative
    notice = Notice.objects.get(recipient=guest)
    assert notice.calendar_method == "REQUEST"
    assert initiative.members.get(user=guest).party == "oversight"


@pytest.mark.behaviour("A22")
def test_who_leaves_sees_it_no_more_and_the_calendar_forgets_it(
    initiative: Initiative, lead: User, guest: User
) -> None:
    give_seat(initiative, guest, party="business", actor=lead)

    leave_table(initiative, guest, reason="Moved on", actor=guest)

    assert not Initiative.objects.visible_to(guest).exists()
    methods = list(Notice.objects.filter(recipient=guest).values_list("calendar_method", flat=True))
    assert sorted(methods) == ["CANCEL", "REQUEST"]
    event = AuditEvent.objects.filter(kind="member.left").get()
    assert event.content["data"]["reason"] == "Moved on"


def test_who_comes_back_is_invited_again_under_a_greater_number(
    initiative: Initiative, lead: User, guest: User
) -> None:
    for _ in range(2):
        give_seat(initiative, guest, party="business", actor=lead)
        leave_table(initiative, guest, reason="Away", actor=lead)
    give_seat(initiative, guest, party="business", actor=lead)

    told = Notice.objects.filter(recipient=guest).order_by("appears_at", "pk")
    numbers = [
        int(line.split(":")[1])
        for each in told
        for line in each.calendar_text.splitlines()
        if line.startswith("SEQUENCE")
    ]
    assert len(numbers) == 5
    assert len(set(numbers)) >= 3
    assert numbers == sorted(numbers)


def test_its_facilitator_who_leaves_runs_it_no_more(
    initiative: Initiative, lead: User, architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    accept_invitation(invitation, actor=architect)
    assert SessionSeries.objects.get().it_facilitator == architect

    leave_table(initiative, architect, reason="Another unit", actor=architect)

    assert SessionSeries.objects.get().it_facilitator is None


@pytest.mark.parametrize(
    ("who", "party", "error", "field"),
    [
        ("outsider", "business", InvalidInput, "user"),
        ("architect", "business", InvalidInput, "party"),
        ("other_lead", "it", InvalidInput, "party"),
        ("guest", "vendor", InvalidInput, "party"),
        ("lead", "business", NotPossibleNow, "user"),
    ],
)
def test_who_cannot_sit_there_is_told_why(
    request: pytest.FixtureRequest,
    initiative: Initiative,
    lead: User,
    guest: User,
    who: str,
    party: str,
    error: type[Exception],
    field: str,
) -> None:
    person = request.getfixturevalue(who)
    events = AuditEvent.objects.count()

    with pytest.raises(error) as refused:
        give_seat(initiative, person, party=party, actor=lead)

    assert refused.value.field == field  # type: ignore[attr-defined]
    assert AuditEvent.objects.count() == events


def test_only_those_at_the_table_give_seats_and_free_them(
    initiative: Initiative, lead: User, other_lead: User, executive: User, guest: User
) -> None:
    for person in (other_lead, executive):
        with pytest.raises(NotPermitted):
            give_seat(initiative, guest, party="business", actor=person)
    with pytest.raises(NotVisible):
        give_seat(initiative, guest, party="business", actor=guest)
    give_seat(initiative, guest, party="business", actor=lead)
    with pytest.raises(NotPermitted):
        leave_table(initiative, guest, reason="x", actor=other_lead)
    with pytest.raises(NotPossibleNow):
        leave_table(initiative, lead, reason="x", actor=lead)


def test_the_page_asks_to_the_table_and_keeps_what_was_chosen_when_refused(
    initiative: Initiative, lead: User, guest: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    address = reverse("initiatives:table", args=[initiative.reference])

    refused = client.post(address, {"user": architect.pk, "party": "business"})
    assert "speaks for IT" in refused.content.decode()

    client.post(address, {"user": guest.pk, "party": "executive"})
    shown = client.get(address).content.decode()
    assert "Pia Sand" in shown
    assert "Executive" in shown


def test_a_seat_is_freed_on_its_page_and_the_one_who_left_lands_on_the_desk(
    initiative: Initiative, lead: User, guest: User, signed_in: SignIn
) -> None:
    give_seat(initiative, guest, party="business", actor=lead)
    seat = initiative.members.get(user=guest)
    address = reverse("initiatives:leave-table", args=[initiative.reference, seat.pk])
    client = signed_in(guest)

    assert "What was said and agreed stays" in client.get(address).content.decode()
    left = client.post(address, {"reason": "Moved on"})

    assert left["Location"] == reverse("desk")
    assert client.get(address).status_code == 404


def test_a_fixed_number_of_queries(
    initiative: Initiative, lead: User, signed_in: SignIn, at_most_queries: Any
) -> None:
    for _ in range(6):
        person = person_with(Role.SESSION_PARTICIPANT)
        give_seat(initiative, person, party="business", actor=lead)
    client = signed_in(lead)
    address = reverse("initiatives:table", args=[initiative.reference])
    client.get(address)
    with at_most_queries(8):
        client.get(address)
