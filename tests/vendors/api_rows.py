"""Endpoints of comparing and choosing, for the API's table of who may do what."""

import datetime as dt
from typing import Any

from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from tests.vendors.factories import (
    CriteriaSetFactory,
    CriterionFactory,
    candidate_of,
    scored,
)
from vendors.models import (
    AssuranceArtifact,
    CriterionTemplate,
    ReopeningTrigger,
    SelectionRecord,
)

TODAY = str(timezone.localdate())
AHEAD = str(timezone.localdate() + dt.timedelta(days=20))
EVERY_ROLE = (200, 200, 200, 200, 200, 403)
WHO_SEES = (200, 200, 200, 200, 200, 404)
BOTH_SIDES = (200, 403, 200, 403, 403, 404)
BOTH_MAKE = (201, 403, 201, 403, 403, 404)
IT_ALONE = (403, 403, 200, 403, 403, 404)
KEEPERS = (200, 200, 200, 403, 403, 403)
KEEPERS_MAKE = (201, 201, 201, 403, 403, 403)
WORDS = {
    "group": "SEC",
    "question": "Where is our data kept?",
    "anchor_0": "Nobody can say",
    "anchor_2": "The region is fixed",
    "anchor_4": "Every place is in the contract",
    "scored_by": "both",
}
WHY = {"reason": "Because"}
SET = "/initiatives/{ref}/criteria-sets/{party}"

ROWS: list[tuple[str, str, tuple[int, ...], Any]] = [
    ("GET", "/criteria/", EVERY_ROLE, None),
    ("POST", "/criteria/", KEEPERS_MAKE, WORDS),
    ("GET", "/criteria/{library}/", EVERY_ROLE, None),
    ("PUT", "/criteria/{library}/", KEEPERS, WORDS),
    ("POST", "/criteria/{library}/retirement/", KEEPERS, WHY),
    ("GET", "/initiatives/{ref}/criteria-sets/", WHO_SEES, None),
    ("POST", f"{SET}/request/", BOTH_SIDES, None),
    ("POST", f"{SET}/draft/", IT_ALONE, None),
    ("POST", f"{SET}/publication/", (403, 403, 409, 403, 403, 404), {}),
    ("POST", f"{SET}/criteria/", (403, 403, 201, 403, 403, 404), {"key": "SEC-05"}),
    ("PUT", f"{SET}/criteria/{{criterion}}/", IT_ALONE, WORDS),
    ("POST", f"{SET}/criteria/{{criterion}}/withdrawal/", IT_ALONE, WHY),
    ("PUT", "/initiatives/{ref}/criteria-weights/", BOTH_SIDES, {"weights": {"SEC-02": "2"}}),
    ("GET", "/initiatives/{ref}/vendor-candidates/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/vendor-candidates/", BOTH_MAKE, {"vendor_name": "Newcomer"}),
    ("POST", "/initiatives/{ref}/vendor-candidates/longlist/", (409, 403, 409, 403, 403, 404), {}),
    (
        "POST",
        "/initiatives/{ref}/vendor-candidates/shortlist/",
        BOTH_SIDES,
        {"candidates": "{both_candidates}"},
    ),
    ("GET", "/vendor-candidates/{candidate}/", WHO_SEES, None),
    ("POST", "/vendor-candidates/{candidate}/leaving/", BOTH_SIDES, WHY),
    ("POST", "/vendor-candidates/{left}/reconsideration/", BOTH_SIDES, WHY),
    ("GET", "/initiatives/{ref}/scores/", WHO_SEES, None),
    (
        "PUT",
        "/vendor-candidates/{candidate}/scores/{criterion}/",
        BOTH_SIDES,
        {"value": 2, "strength": "documented"},
    ),
    ("GET", "/vendors/", EVERY_ROLE, None),
    ("GET", "/vendors/{vendor}/", EVERY_ROLE, None),
    ("PUT", "/vendors/{vendor}/", KEEPERS, {"name": "Renamed"}),
    ("POST", "/vendors/{vendor}/assurance/", KEEPERS_MAKE, {"kind": "soc2"}),
    ("DELETE", "/vendors/{vendor}/assurance/{assurance}/", KEEPERS, None),
    ("GET", "/vendors/{vendor}/triggers/", EVERY_ROLE, None),
    (
        "POST",
        "/vendors/{vendor}/triggers/",
        KEEPERS_MAKE,
        {"kind": "incident", "what": "A leak", "happened_on": TODAY},
    ),
    ("GET", "/initiatives/{ref}/selection-records/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/selection-records/",
        BOTH_MAKE,
        {
            "candidate": "{candidate}",
            "why": "It fits",
            "gaps": "{care}",
        },
    ),
    ("GET", "/selection-records/{selection}/", WHO_SEES, None),
    ("PUT", "/selection-records/{selection}/view/", BOTH_SIDES, {"text": "We see it so."}),
]


def compared(initiative: Initiative, lead: User, architect: User) -> dict[str, Any]:
    """One of everything that is compared, by the name of its place in an address."""
    own = CriterionTemplate.objects.create(
        key="SEC-900", group="SEC", question="Q", anchor_0="a", anchor_2="b", anchor_4="c",
        scored_by="it",
    )  # fmt: skip
    kept = CriteriaSetFactory.create(initiative=initiative)
    criterion = CriterionFactory.create(introduced_in=kept, key="SEC-02")
    candidate = candidate_of(initiative, by=lead)
    other = candidate_of(initiative, by=lead)
    left = candidate_of(
        initiative, by=lead, stage="not_taken_further", left_at=timezone.now(), left_reason="Dear"
    )
    scored(candidate, criterion, by=lead, value=3)
    record = SelectionRecord.objects.create(
        initiative=initiative,
        candidate=candidate,
        why="It fits",
        recorded_at=timezone.now(),
        recorded_by=lead,
        recorded_party="business",
    )
    assert candidate.vendor is not None
    report = AssuranceArtifact.objects.create(vendor=candidate.vendor, kind="iso27001")
    ReopeningTrigger.objects.create(
        vendor=candidate.vendor, kind="incident", what="Before", happened_on=TODAY
    )
    care = [{"party": "it", "owner": lead.pk, "due_on": AHEAD}]
    return {
        "library": own.key,
        "party": "it",
        "criterion": criterion.key,
        "candidate": candidate.pk,
        "both_candidates": [candidate.pk, other.pk],
        "left": left.pk,
        "vendor": candidate.vendor_id,
        "assurance": report.pk,
        "selection": record.pk,
        "care": care,
    }
