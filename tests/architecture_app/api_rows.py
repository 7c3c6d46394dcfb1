"""The endpoints of designs against every role, for tests/api/test_permissions.py.

Statuses of lead, other lead, architect, executive, auditor and outsider, in this order. The
architect holds the design of `int_ref` and is asked for that of `offered`; nobody owns `free`.
"""

from typing import Any

Row = tuple[str, str, tuple[int, ...], Any]

EVERY_ROLE = (200, 200, 200, 200, 200, 403)
WHO_SEES = (200, 200, 200, 200, 200, 404)
HOLDER = (403, 403, 200, 403, 403, 404)
BOTH_SIDES = (200, 403, 200, 403, 403, 404)
BOTH_SIDES_NEW = (201, 403, 201, 403, 403, 404)
NOBODY = (403, 403, 403, 403, 403, 404)

PROPOSAL = {
    "name": "Stock levels",
    "style": "event_subscribe",
    "reuse_result": "new_with_reason",
    "reuse_reason": "None",
    "source": "{system}",
}
_OF = "/integrations/{int_ref}"
_RECORD = "/decision-records/{adr_ref}"
DAY = "2026-01-15"

ROWS: list[Row] = [
    ("GET", "/integrations/", EVERY_ROLE, None),
    ("GET", "/initiatives/{ref}/integrations/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/integrations/", BOTH_SIDES_NEW, PROPOSAL),
    ("GET", f"{_OF}/", WHO_SEES, None),
    ("PATCH", f"{_OF}/parts/{{part}}/", HOLDER, {"egress": "None"}),
    ("PUT", f"{_OF}/ends/", HOLDER, {"source": "{system}", "target": None}),
    (
        "PUT",
        f"{_OF}/reuse/",
        HOLDER,
        {"result": "reused", "reuses": "{free}"},
    ),
    ("GET", f"{_OF}/dependencies/", WHO_SEES, None),
    ("PUT", f"{_OF}/dependencies/", HOLDER, {"rows": [{"name": "Weather"}]}),
    ("GET", f"{_OF}/fragility/", WHO_SEES, None),
    ("PUT", f"{_OF}/fragility/", HOLDER, {"rows": [], "has_none": True}),
    ("GET", f"{_OF}/artefacts/", WHO_SEES, None),
    ("PUT", f"{_OF}/artefacts/", HOLDER, {"rows": [{"name": "mapper"}]}),
    ("GET", f"{_OF}/pilot-debt/", WHO_SEES, None),
    ("PUT", "/integrations/{free}/pilot-debt/", BOTH_SIDES, {"rows": [{"item": "Script"}]}),
    ("POST", f"{_OF}/pilot-debt/{{debt}}/closing/", BOTH_SIDES, {"note": "Gone"}),
    ("POST", f"{_OF}/interpretation/", HOLDER, None),
    ("PUT", f"{_OF}/inputs/", HOLDER, {"inputs": []}),
    ("GET", f"{_OF}/trail/", WHO_SEES, None),
    ("GET", f"{_OF}/authority/", WHO_SEES, None),
    (
        "POST",
        "/integrations/{free}/authority/",
        BOTH_SIDES_NEW,
        {"to": "architect@example.org"},
    ),
    ("POST", "/integrations/{offered}/authority/acceptance/", HOLDER, None),
    ("POST", "/integrations/{offered}/authority/decline/", HOLDER, {"reason": "No room"}),
    (
        "POST",
        f"{_OF}/authority/handover/",
        HOLDER,
        {"to": "stand.in@example.org", "reason": "I move"},
    ),
    ("POST", f"{_OF}/design-state/", HOLDER, {"state": "baselined"}),
    ("POST", f"{_OF}/design-state/override/", NOBODY, {"state": "live", "reason": "I want to"}),
    ("GET", f"{_OF}/incidents/", WHO_SEES, None),
    (
        "POST",
        f"{_OF}/incidents/",
        BOTH_SIDES_NEW,
        {"title": "Stopped", "cause": "A key", "happened_on": DAY},
    ),
    ("GET", "/decision-records/", EVERY_ROLE, None),
    ("GET", "/initiatives/{ref}/decision-records/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/decision-records/", BOTH_SIDES_NEW, {"title": "T"}),
    (
        "POST",
        "/initiatives/{ref}/decision-files/",
        BOTH_SIDES,
        {"files": [{"name": "0001-a.md", "text": "# A"}]},
    ),
    ("GET", f"{_RECORD}/", WHO_SEES, None),
    ("PUT", f"{_RECORD}/", BOTH_SIDES, {"title": "T", "outcome": "Yes"}),
    ("POST", f"{_RECORD}/standing/", BOTH_SIDES, {"status": "decided"}),
    (
        "POST",
        "/decision-records/{decided}/replacement/",
        BOTH_SIDES,
        {"by": "{following}"},
    ),
    ("PUT", f"{_RECORD}/inputs/", BOTH_SIDES, {"inputs": []}),
    ("GET", f"{_RECORD}/markdown/", WHO_SEES, None),
]
