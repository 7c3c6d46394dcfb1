"""Drafts by API: private to their owner."""

from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.models import RegistrationDraft
from people.models import User
from tests.api.calls import ROOT, get, patch, post, problem

Api = Callable[[User], Client]


@pytest.mark.behaviour("B61")
def test_a_draft_is_kept_changed_and_discarded_by_its_owner_alone(
    lead: User, other_lead: User, api: Api
) -> None:
    client, other = api(lead), api(other_lead)
    kept = post(client, "/registration-drafts/", {"title": "Late orders", "unit": "3"})
    assert kept.status_code == 201
    path = f"/registration-drafts/{kept.json()['id']}/"

    changed = patch(client, path, {"problem": "They slip."}).json()

    assert (changed["title"], changed["problem"], changed["unit"]) == (
        "Late orders",
        "They slip.",
        "3",
    )
    assert get(client, path).json()["expires_at"] > changed["saved_at"]
    assert len(get(client, "/registration-drafts/").json()["results"]) == 1
    assert get(other, "/registration-drafts/").json()["results"] == []
    problem(get(other, path), 404)
    problem(patch(other, path, {"title": "x"}), 404)
    problem(other.delete(ROOT + path), 404)
    assert client.delete(ROOT + path).status_code == 204
    assert not RegistrationDraft.objects.exists()
