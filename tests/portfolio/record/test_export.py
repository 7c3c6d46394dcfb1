"""What the explorer shows, taken away and checked elsewhere."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from audit.offline import check
from initiatives.actions import pause_initiative
from initiatives.models import Initiative
from people.models import Unit, User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]


@pytest.fixture
def take(auditor: User, signed_in: SignIn) -> Callable[..., Any]:
    """An export for an auditor."""
    client = signed_in(auditor)
    return lambda **params: client.get(reverse("record:export"), params)


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


@pytest.mark.behaviour("B87", "B100", "B112")
def test_what_is_shown_is_exported_with_proofs_that_hold_elsewhere(
    initiative: Initiative,
    lead: User,
    architect: User,
    unit: Unit,
    take: Callable[..., Any],
    seal_all: Callable[[], None],
) -> None:
    raised(initiative, architect)
    registered(lead, unit=unit, title="Something else")
    seal_all()
    before = AuditEvent.objects.count()

    answer = take(format="jsonl", initiative=initiative.reference, party="it", q="region")

    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="record-')
    file = answer.getvalue()
    header, *events, footer = [json.loads(line) for line in file.decode().splitlines()]
    assert [json.loads(each["body"])["kind"] for each in events] == ["design_input.raised"]
    assert header["question"] == {
        "q": "“region”",
        "initiative": f"Initiative: {initiative.reference}",
        "party": "By: IT",
    }
    assert footer == {"type": "footer", "events": 1, "unsealed": 0}
    findings = check(io.BytesIO(file))
    assert findings.exit_status == 0, findings.told()
    assert AuditEvent.objects.count() == before


@pytest.mark.behaviour("B87")
def test_the_whole_record_is_exported_when_nothing_is_asked(
    initiative: Initiative,
    lead: User,
    take: Callable[..., Any],
    seal_all: Callable[[], None],
) -> None:
    seal_all()
    sealed = AuditEvent.objects.count()
    pause_initiative(initiative, reason="Budget", resume_condition="In May", actor=lead)

    header, *events, footer = lines(take())

    assert header["question"] == {}
    assert [each["index"] for each in events] == list(range(sealed))
    # The pause, and the standing session that rests with it.
    assert footer["unsealed"] == 2


def test_a_table_and_provenance_are_offered_too(
    initiative: Initiative, take: Callable[..., Any], seal_all: Callable[[], None]
) -> None:
    seal_all()

    table = take(format="csv", kind="initiative.registered")
    provenance = take(format="prov", kind="initiative.registered")

    assert table["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert [row["initiative"] for row in rows] == [initiative.reference]
    assert len(json.loads(provenance.getvalue())["activity"]) == 1


def test_an_unclear_question_is_refused_not_widened(
    initiative: Initiative, take: Callable[..., Any], seal_all: Callable[[], None]
) -> None:
    seal_all()

    for params in ({"kind": "made.up"}, {"since": "soon"}, {"format": "exe"}):
        assert take(**params).status_code == 400
    assert "Use one of jsonl, csv, prov." in take(format="exe").content.decode()


def test_nothing_signed_is_nothing_to_export(
    initiative: Initiative, take: Callable[..., Any]
) -> None:
    answer = take()

    assert answer.status_code == 409
    assert "No checkpoint is signed yet" in answer.content.decode()
