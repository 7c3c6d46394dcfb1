"""Pages of the choice and the comparison on paper."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.vocabulary import Party
from tests.vendors.factories import candidate_of, scored
from tests.vendors.test_choice import AHEAD, chosen
from vendors.actions import GapCare, leave_candidate
from vendors.models import Candidate, Criterion, ReopeningTrigger, SelectionRecord
from vendors.paper import comparison_as_pdf, content_of

SignIn = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[None]]


def at(candidate: Candidate, name: str) -> str:
    return reverse(f"vendors:{name}", args=[candidate.initiative.reference])


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "supersedes": 0,
        "why": "It fits.",
        "weighed": "Price against residency.",
        "run_cost_currency": "EUR",
        "review_on": AHEAD.isoformat(),
        **fields,
    }


@pytest.mark.behaviour("B44", "B47")
def test_a_choice_is_recorded_from_its_page_with_what_is_known_filled_in(
    candidate: Candidate, other_candidate: Candidate, it_only: Criterion, lead: User,
    architect: User, signed_in: SignIn,
) -> None:  # fmt: skip
    scored(other_candidate, it_only, by=architect, value=1, revealed_at=timezone.now())
    client = signed_in(lead)
    which = client.get(at(candidate, "record-selection")).content.decode()
    assert f"?candidate={candidate.pk}" in which
    assert "not assessed: IT 1" in which

    address = f"{at(candidate, 'record-selection')}?candidate={candidate.pk}"
    page = client.get(address).content.decode()
    assert f"Compared with {other_candidate.name}." in page
    assert "IT has not assessed one criterion" in page
    assert page.count('class="btn"') == 1

    refused = client.post(address, typed())
    assert refused.status_code == 200
    assert "nobody at the table has it in hand" in refused.content.decode()
    assert "Price against residency." in refused.content.decode()
    done = client.post(address, typed(it_owner=architect.pk, it_due_on=AHEAD.isoformat()))
    assert done.status_code == 302
    shown = client.get(done["Location"]).content.decode()
    assert "Asked, and not written yet." in shown
    assert "Carried forward as not assessed" in shown


@pytest.mark.behaviour("B47")
def test_each_side_writes_its_own_view_on_the_page(
    candidate: Candidate, other_candidate: Candidate, lead: User, architect: User,
    executive: User, signed_in: SignIn,
) -> None:  # fmt: skip
    record = chosen(candidate, lead, view="Planners liked it.")
    page = signed_in(architect).get(record.get_absolute_url()).content.decode()
    assert "Write your side&#x27;s view" in page or "Write your side's view" in page

    kept = signed_in(architect).post(
        record.get_absolute_url(), {"text": "Exit is thin.", "version": record.version}
    )
    assert kept.status_code == 302
    record.refresh_from_db()
    assert (record.business_view, record.it_view) == ("Planners liked it.", "Exit is thin.")
    late = signed_in(lead).post(record.get_absolute_url(), {"text": "Other", "version": 1})
    assert late.status_code == 409
    assert "Other" in late.content.decode()
    assert "view-form" not in signed_in(executive).get(record.get_absolute_url()).content.decode()


def test_a_choice_that_another_recorded_meanwhile_is_shown(
    candidate: Candidate, other_candidate: Candidate, lead: User, signed_in: SignIn
) -> None:
    address = f"{at(candidate, 'record-selection')}?candidate={candidate.pk}"
    chosen(other_candidate, lead)

    late = signed_in(lead).post(address, typed())
    assert late.status_code == 409
    assert f"So far {other_candidate.name} is chosen" in late.content.decode()
    again = signed_in(lead).post(address, typed(supersedes=SelectionRecord.objects.get().pk))
    assert again.status_code == 302


@pytest.mark.behaviour("B46")
def test_a_change_at_a_vendor_is_recorded_from_its_page(
    candidate: Candidate, both: Criterion, lead: User, signed_in: SignIn
) -> None:
    scored(candidate, both, by=lead)
    client = signed_in(lead)
    page = client.get(at(candidate, "vendor-change")).content.decode()
    assert candidate.name in page
    change = {
        "vendor": candidate.vendor_id,
        "kind": "model_change",
        "what": "Another base model",
        "happened_on": timezone.localdate().isoformat(),
    }
    assert client.post(at(candidate, "vendor-change"), change).status_code == 302
    assert ReopeningTrigger.objects.get().initiative == candidate.initiative
    assert "Another base model" in client.get(at(candidate, "selection")).content.decode()


def filled(candidate: Candidate, lead: User, architect: User, both: Criterion) -> None:
    """A pair far apart, one blind score, and one candidate that was left."""
    now = timezone.now()
    scored(candidate, both, by=lead, value=4, strength="attested", revealed_at=now)
    scored(candidate, both, by=architect, value=1, revealed_at=now, evidence_note="Thin")
    blind = candidate_of(candidate.initiative, by=lead)
    scored(blind, both, by=lead, value=3, evidence_note="Only business knows this")
    left = candidate_of(candidate.initiative, by=lead)
    leave_candidate(left, reason="No answer for six weeks", actor=lead)


@pytest.mark.behaviour("B47", "A18")
def test_the_paper_tells_what_both_sides_may_know_and_gaps_first(
    candidate: Candidate, both: Criterion, it_only: Criterion, lead: User, architect: User
) -> None:
    filled(candidate, lead, architect, both)
    care = {Party.IT: GapCare(architect, AHEAD)}
    chosen(candidate, lead, view="Good.", gaps=care, review_on=AHEAD)

    content = content_of(candidate.initiative)
    words = json.dumps(content)
    assert content["open"][0].startswith("SEC-03")
    assert "3 points apart" in content["open"][1]
    assert "No answer for six weeks" in content["left"][0]
    assert "scored, shown once the other side has" in words
    assert "Only business knows this" not in words
    hidden = [
        part
        for table in content["tables"]
        for row in table["rows"]
        for cell in row["cells"]
        for part in cell["parts"]
        if part["words"].startswith("scored,")
    ]
    assert [part["value"] for part in hidden] == [""]
    assert [each["text"] for each in content["choice"]["views"]] == ["Good.", "Not written yet."]
    assert len(content["choice"]["gaps"]) == 1


def test_nothing_that_people_write_is_markup_on_the_paper(
    candidate: Candidate, other_candidate: Candidate, both: Criterion, lead: User,
    signed_in: SignIn,
) -> None:  # fmt: skip
    nasty = '#panic("no") = [x] $ \\ " 請 ' + "long " * 300
    care = {side: GapCare(lead, AHEAD, nasty) for side in Party}
    chosen(candidate, lead, why=nasty, view=nasty, exit_outline=nasty, gaps=care)
    assert comparison_as_pdf(candidate.initiative).startswith(b"%PDF-")
    paper = signed_in(lead).get(at(candidate, "comparison-pdf"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


@pytest.mark.behaviour("A18")
def test_the_pages_cost_the_same_whatever_is_compared(
    candidate: Candidate, other_candidate: Candidate, both: Criterion, it_only: Criterion,
    lead: User, architect: User, signed_in: SignIn, at_most_queries: Queries,
) -> None:  # fmt: skip
    for _ in range(6):
        filled(candidate_of(candidate.initiative, by=lead), lead, architect, both)
    care = {side: GapCare(architect, AHEAD) for side in Party}
    for number in range(4):
        chosen(candidate, lead, why=f"Time {number}", gaps=care)
    client = signed_in(architect)
    client.get(at(candidate, "selection"))
    with at_most_queries(15):
        client.get(at(candidate, "selection"))
    with at_most_queries(15):
        client.get(f"{at(candidate, 'record-selection')}?candidate={candidate.pk}")
    with at_most_queries(12):
        client.get(at(candidate, "comparison-pdf"))
