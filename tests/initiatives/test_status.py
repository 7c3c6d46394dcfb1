"""Pausing, stopping, withdrawing and resuming: never silently."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from initiatives.actions import (
    pause_initiative,
    resume_initiative,
    stop_initiative,
    withdraw_initiative,
)
from initiatives.models import Initiative, Interruption
from initiatives.transitions import STATUS
from initiatives.vocabulary import Status
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Unit, User
from tests.factories import registered

SignIn = Callable[[User], Client]
VERBS = ("pause", "stop", "withdraw", "resume")


def address(initiative: Initiative) -> str:
    return reverse("initiatives:status", args=[initiative.reference])


def do(verb: str, initiative: Initiative, actor: User) -> Initiative:
    if verb == "pause":
        return pause_initiative(initiative, reason="Why", resume_condition="When", actor=actor)
    if verb == "stop":
        return stop_initiative(initiative, reason="Why", resume_condition="When", actor=actor)
    if verb == "withdraw":
        return withdraw_initiative(initiative, reason="Why", actor=actor)
    return resume_initiative(initiative, reason="Changed", actor=actor)


def _status_events() -> int:
    """Events about the initiative's status; its sessions follow with events of their own."""
    return AuditEvent.objects.filter(kind__startswith="initiative.").count()


@pytest.mark.behaviour("B66")
@pytest.mark.parametrize("verb", ["pause", "stop"])
def test_a_pause_or_stop_keeps_who_why_and_the_condition(
    initiative: Initiative, architect: User, verb: str
) -> None:
    do(verb, initiative, architect)

    kept = Interruption.objects.get()
    assert (kept.by, kept.by_party) == (architect, "it")
    assert (kept.reason, kept.resume_condition) == ("Why", "When")
    assert kept.ended_at is None
    event = AuditEvent.objects.filter(kind__startswith="initiative.").latest("id")
    assert event.actor_id == architect.actor_id
    assert event.content["data"] == {"reason": "Why", "resume_condition": "When"}


@pytest.mark.behaviour("B66")
def test_resuming_says_what_has_changed_and_keeps_the_pause(
    initiative: Initiative, lead: User
) -> None:
    do("pause", initiative, lead)

    resumed = do("resume", initiative, lead)

    kept = Interruption.objects.get()
    assert resumed.status == "active"
    assert kept.ended_at is not None
    assert kept.end_reason == "Changed"


@pytest.mark.behaviour("B66")
@pytest.mark.parametrize(("reason", "condition"), [(" ", "When"), ("Why", ""), ("", "")])
def test_neither_why_nor_what_would_resume_it_is_left_out(
    initiative: Initiative, lead: User, reason: str, condition: str
) -> None:
    events = AuditEvent.objects.count()
    for act in (pause_initiative, stop_initiative):
        with pytest.raises(InvalidInput):
            act(initiative, reason=reason, resume_condition=condition, actor=lead)
    initiative.refresh_from_db()
    assert initiative.status == "active"
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(("status", "verb"), list(product(Status, VERBS)))
def test_every_pair_of_status_and_verb(
    initiative: Initiative, lead: User, status: Status, verb: str
) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status=status)
    events = _status_events()
    follows = STATUS.get((status, verb))

    if follows:
        assert do(verb, initiative, lead).status == follows
        assert _status_events() == events + 1
        return
    with pytest.raises(NotPossibleNow):
        do(verb, initiative, lead)
    initiative.refresh_from_db()
    assert initiative.status == status
    assert _status_events() == events


@settings(max_examples=25)
@given(walk=st.lists(st.sampled_from(VERBS), max_size=10))
def test_any_walk_keeps_one_open_interruption_and_refused_steps_leave_no_event(
    lead: User, unit: Unit, walk: list[str]
) -> None:
    initiative = registered(lead, unit=unit)
    status = Status.ACTIVE
    for verb in walk:
        events = _status_events()
        follows = STATUS.get((status, verb))
        if follows is None:
            with pytest.raises(NotPossibleNow):
                do(verb, initiative, lead)
            assert _status_events() == events
        else:
            do(verb, initiative, lead)
            assert _status_events() == events + 1
            status = follows
        initiative.refresh_from_db()
        assert initiative.status == status
        still_open = initiative.interruptions.filter(ended_at=None).values_list("status", flat=True)
        assert list(still_open) == ([] if status == Status.ACTIVE else [status])


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
@pytest.mark.parametrize("verb", ["pause", "stop", "withdraw"])
def test_others_do_not_interrupt(
    initiative: Initiative, who: str, verb: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        do(verb, initiative, request.getfixturevalue(who))
    assert not Interruption.objects.exists()


def test_it_does_not_withdraw(initiative: Initiative, architect: User) -> None:
    with pytest.raises(NotPermitted):
        do("withdraw", initiative, architect)


@pytest.mark.parametrize(
    ("status", "business", "it"),
    [
        ("active", {"pause", "stop", "withdraw"}, {"pause", "stop"}),
        ("paused", {"stop", "withdraw", "resume"}, {"stop", "resume"}),
        ("stopped", {"resume"}, {"resume"}),
        ("withdrawn", set(), set()),
    ],
)
def test_the_page_offers_what_the_status_and_the_side_allow(
    initiative: Initiative,
    lead: User,
    architect: User,
    executive: User,
    signed_in: SignIn,
    status: str,
    business: set[str],
    it: set[str],
) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status=status)
    for person, verbs in ((lead, business), (architect, it), (executive, set())):
        html = signed_in(person).get(address(initiative)).content.decode()
        offered = {verb for verb in VERBS if f'name="verb" value="{verb}"' in html}
        assert offered == verbs, person
        assert html.count('class="btn"') == (1 if verbs else 0)


@pytest.mark.behaviour("B66")
def test_paused_on_the_page_and_resumed(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    typed = {"verb": "pause", "reason": "The feed breaks", "resume_condition": "It is whole"}
    paused = signed_in(architect).post(address(initiative), typed, follow=True)
    assert "The feed breaks" in paused.content.decode()

    client = signed_in(lead)
    html = client.get(address(initiative)).content.decode()
    assert "by Ira Novak, IT" in html
    assert "It is whole" in html
    client.post(address(initiative), {"verb": "resume", "reason": "The feed is whole"})

    initiative.refresh_from_db()
    assert initiative.status == "active"
    earlier = client.get(address(initiative)).content.decode()
    assert "The feed is whole" in earlier
    assert "The feed breaks" in earlier


def test_withdrawing_asks_for_no_condition(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    signed_in(lead).post(address(initiative), {"verb": "withdraw", "reason": "Not needed"})
    initiative.refresh_from_db()
    assert initiative.status == "withdrawn"


@pytest.mark.parametrize("verb", ["pause", "stop"])
def test_without_a_condition_the_page_keeps_the_reason(
    initiative: Initiative, lead: User, verb: str, signed_in: SignIn
) -> None:
    refused = signed_in(lead).post(address(initiative), {"verb": verb, "reason": "The feed"})

    assert "The feed</textarea>" in refused.content.decode()
    initiative.refresh_from_db()
    assert initiative.status == "active"


def test_who_comes_second_sees_the_text_and_why_it_is_not_possible(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    do("stop", initiative, architect)

    typed = {"verb": "pause", "reason": "My long reason", "resume_condition": "Later"}
    refused = signed_in(lead).post(address(initiative), typed)

    assert refused.status_code == 409
    assert "This initiative is stopped now" in refused.content.decode()
    assert "My long reason" in refused.content.decode()


@pytest.mark.parametrize("typed", [{}, {"verb": "fly", "reason": "Why"}])
def test_an_unknown_verb_changes_nothing(
    initiative: Initiative, lead: User, typed: dict[str, str], signed_in: SignIn
) -> None:
    assert signed_in(lead).post(address(initiative), typed).status_code == 200
    initiative.refresh_from_db()
    assert initiative.status == "active"


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
def test_others_are_refused_on_the_page(
    initiative: Initiative, who: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    typed = {"verb": "pause", "reason": "Why", "resume_condition": "When"}
    refused = signed_in(request.getfixturevalue(who)).post(address(initiative), typed)

    assert refused.status_code == 403
    assert not Interruption.objects.exists()


def test_few_queries(
    initiative: Initiative,
    lead: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(6):
        do("pause", initiative, lead)
        do("resume", initiative, lead)
    client = signed_in(lead)
    with at_most_queries(6):
        client.get(address(initiative))
