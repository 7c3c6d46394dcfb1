"""Restricting who sees an initiative, and opening it again."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import invite_it, open_visibility, restrict_visibility
from initiatives.models import Initiative, Restriction
from initiatives.queries import invitations_waiting_for
from people.errors import InvalidInput, NotPermitted, NotPossibleNow, NotVisible
from people.models import User

SignIn = Callable[[User], Client]


def address(initiative: Initiative) -> str:
    return reverse("initiatives:visibility", args=[initiative.reference])


def ahead(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def restrict(initiative: Initiative, it_member: User, actor: User, days: int = 9) -> Restriction:
    return restrict_visibility(
        initiative, reason="Talks", until=ahead(days), it_member=it_member, actor=actor
    )


def sees(user: User, initiative: Initiative) -> bool:
    return Initiative.objects.visible_to(user).filter(pk=initiative.pk).exists()


@pytest.mark.behaviour("A28", "B61")
def test_the_table_the_named_it_member_and_auditors_see_it(
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    executive: User,
    auditor: User,
) -> None:
    everybody = (lead, other_lead, architect, other_architect, executive, auditor)
    assert all(sees(person, initiative) for person in everybody)

    restrict(initiative, architect, lead)

    seeing = [person for person in everybody if sees(person, initiative)]
    assert seeing == [lead, architect, auditor]


@pytest.mark.behaviour("A28")
def test_it_ends_by_itself(
    initiative: Initiative, lead: User, architect: User, other_lead: User
) -> None:
    restriction = restrict(initiative, architect, lead)
    Restriction.objects.filter(pk=restriction.pk).update(until=ahead(0))
    assert not sees(other_lead, initiative)

    Restriction.objects.filter(pk=restriction.pk).update(until=ahead(-1))

    assert sees(other_lead, initiative)
    again = restrict(initiative, architect, lead)
    restriction.refresh_from_db()
    assert restriction.lifted_at is not None
    assert again.lifted_at is None


@pytest.mark.behaviour("A28")
@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [(" ", 9, "reason"), ("Talks", 0, "until"), ("Talks", -3, "until"), ("Talks", 181, "until")],
)
def test_it_needs_a_reason_and_an_end_within_reach(
    initiative: Initiative, lead: User, architect: User, reason: str, days: int, field: str
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(InvalidInput) as refused:
        restrict_visibility(
            initiative, reason=reason, until=ahead(days), it_member=architect, actor=lead
        )
    assert refused.value.field == field
    assert not Restriction.objects.exists()
    assert AuditEvent.objects.count() == events


def test_the_it_member_is_from_it(initiative: Initiative, lead: User, other_lead: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        restrict(initiative, other_lead, lead)
    assert refused.value.field == "it_member"


@pytest.mark.parametrize("who", ["other_lead", "architect", "executive", "auditor"])
def test_only_business_at_the_table_restricts_or_opens(
    initiative: Initiative,
    lead: User,
    architect: User,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        restrict(initiative, architect, actor)
    restrict(initiative, architect, lead)
    with pytest.raises((NotPermitted, NotVisible)):
        open_visibility(initiative, actor=actor)
    assert Restriction.objects.get().lifted_at is None


def test_restricting_twice_or_opening_what_is_open_is_not_possible(
    initiative: Initiative, lead: User, architect: User
) -> None:
    with pytest.raises(NotPossibleNow):
        open_visibility(initiative, actor=lead)
    restrict(initiative, architect, lead)
    with pytest.raises(NotPossibleNow):
        restrict(initiative, architect, lead)


def test_somebody_who_may_not_see_it_is_not_invited(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    restrict(initiative, architect, lead)
    with pytest.raises(InvalidInput, match="may not see"):
        invite_it(initiative, open_questions=["Where?"], invitee=other_architect, actor=lead)


@pytest.mark.behaviour("A28")
def test_restricted_and_opened_on_the_page(
    initiative: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    signed_in: SignIn,
) -> None:
    client = signed_in(lead)
    typed = {"reason": "Talks", "until": ahead(9).isoformat(), "it_member": architect.pk}

    done = client.post(address(initiative), typed, follow=True).content.decode()

    assert "Ira Novak" in done
    assert "Talks" in done
    assert done.count('class="btn"') == 1
    assert "Open it to everybody again" in done
    assert signed_in(other_lead).get(address(initiative)).status_code == 404

    client.post(address(initiative), {"verb": "open"})
    assert sees(other_lead, initiative)
    assert "Talks" in signed_in(other_lead).get(address(initiative)).content.decode()


def test_a_refused_restriction_keeps_what_was_typed(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    day = ahead(200).isoformat()
    refused = signed_in(lead).post(
        address(initiative), {"reason": "Talks", "until": day, "it_member": architect.pk}
    )

    html = refused.content.decode()
    assert "more than 180 days ahead" in html
    assert "Talks</textarea>" in html
    assert f'value="{day}"' in html
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("who", ["other_lead", "architect", "executive", "auditor"])
def test_others_read_who_sees_it(
    initiative: Initiative,
    architect: User,
    who: str,
    signed_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    client = signed_in(request.getfixturevalue(who))

    html = client.get(address(initiative)).content.decode()
    refused = client.post(
        address(initiative),
        {"reason": "Talks", "until": ahead(9).isoformat(), "it_member": architect.pk},
    )

    assert "Everybody with a role sees this" in html
    assert "<textarea" not in html
    assert refused.status_code == 403
    assert "Ask the initiative&#x27;s lead" in refused.content.decode()
    assert not Restriction.objects.exists()


def test_few_queries(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(4):
        restrict(initiative, architect, lead)
        open_visibility(initiative, actor=lead)
    restrict(initiative, architect, lead)
    client = signed_in(lead)
    with at_most_queries(8):
        client.get(address(initiative))


@pytest.mark.behaviour("A28")
def test_an_invitation_sent_before_is_hidden_from_who_may_no_longer_see_it(
    initiative: Initiative,
    lead: User,
    architect: User,
    other_architect: User,
    api: Callable[[User], Client],
) -> None:
    invite_it(initiative, open_questions=["Who buys us?"], invitee=other_architect, actor=lead)
    client = api(other_architect)
    listed = "/api/v1/invitations/"
    assert b"Who buys us?" in client.get(listed).content

    restrict(initiative, architect, lead)

    assert client.get(listed).json()["results"] == []
    assert list(invitations_waiting_for(other_architect)) == []


@pytest.mark.behaviour("A28")
def test_no_other_time_zone_ends_it_earlier(
    initiative: Initiative, lead: User, architect: User, other_lead: User
) -> None:
    restriction = restrict(initiative, architect, lead)
    last_day = timezone.localdate(timezone=dt.UTC)
    Restriction.objects.filter(pk=restriction.pk).update(until=last_day)

    for zone in ("Pacific/Kiritimati", "UTC", "Etc/GMT+12"):
        with timezone.override(zone):
            assert not sees(other_lead, initiative)
