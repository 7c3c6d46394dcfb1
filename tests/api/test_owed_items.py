"""What the two sides owe each other, never one without the other."""

from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get
from tests.factories import raised

pytestmark = pytest.mark.usefixtures("without_profile")

Api = Callable[[User], Client]


@pytest.mark.behaviour("A04")
def test_both_sides_are_always_there(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    path = f"/initiatives/{initiative.reference}/owed-items/"
    at_first = get(api(lead), path).json()
    raised(initiative, architect)
    raised(initiative, lead, kind="question", title="Which hours are quiet?")

    owed = get(api(lead), path).json()
    everywhere = get(api(lead), "/owed-items/").json()

    assert set(at_first) == set(owed) == set(everywhere) == {"business", "it"}
    assert [item["title"] for item in owed["it"]] == ["Which hours are quiet?"]
    assert [item["reference"] for item in owed["business"]] == ["IN-0001"]
    assert owed["it"][0]["owing"] == "it"
    assert [item["reference"] for item in everywhere["it"]] == ["IN-0002"]
