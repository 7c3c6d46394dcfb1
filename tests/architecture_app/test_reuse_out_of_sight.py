"""What is used again may belong to an initiative that not everybody may know of (A28)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get
from tests.architecture_app.scenes import proposed
from tests.factories import registered

SignIn = Callable[[User], Client]


@pytest.mark.behaviour("A28", "B30")
def test_it_is_not_named_to_who_may_not_know_of_it(
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    signed_in: SignIn,
    api: SignIn,
    tomorrow: dt.date,
) -> None:
    there = proposed(initiative, lead, name="Orders nobody knows of")
    other = registered(other_lead, title="Plan the night shift")
    here = proposed(other, other_lead, reuse_result="reused", reuse_reason="", reuses=there)
    page = here.get_absolute_url()
    lists = ("/integrations/", f"/initiatives/{other.reference}/integrations/")
    assert there.name in signed_in(other_lead).get(page).content.decode()
    restrict_visibility(
        initiative, reason="A merger", until=tomorrow, it_member=architect, actor=lead
    )

    shown = signed_in(other_lead).get(page).content.decode()
    assert "Reused: an integration you cannot see" in shown
    assert there.name not in shown
    assert initiative.reference not in shown
    program = api(other_lead)
    assert get(program, f"/integrations/{here.reference}/").json()["reuses"] is None
    for path in lists:
        assert get(program, path).json()["results"][0]["reuses"] is None
        # Who may know of both still reads which one it is.
        seen = get(api(architect), path).json()["results"]
        assert there.reference in {each["reuses"] for each in seen}
    assert there.name in signed_in(architect).get(page).content.decode()
