"""Requests and answers that the description of the API shows."""

from drf_spectacular.utils import OpenApiExample

BEGINNING = OpenApiExample(
    "Every two weeks on Tuesday",
    {
        "initiative": "AI-2026-0001",
        "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "first_on": "2026-11-24",
        "starts_at": "10:00",
        "time_zone": "Europe/Berlin",
        "minutes": 45,
        "place": "Room 2.14",
    },
    request_only=True,
)
SERIES = OpenApiExample(
    "As it begins",
    {
        "reference": "WS-0001",
        "initiative": "AI-2026-0001",
        "rhythm": {
            "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "words": "every two weeks on Tuesday, 10:00 to 10:45",
            "first_on": "2026-11-24",
            "last_on": None,
            "starts_at": "10:00",
            "time_zone": "Europe/Berlin",
            "minutes": 45,
        },
        "place": "Room 2.14",
        "business_facilitator": {"id": 1, "full_name": "Bea Lind"},
        "it_facilitator": {"id": 2, "full_name": "Ira Novak"},
        "next_on": "2026-11-24",
        "next_starts_at": "2026-11-24T10:00:00+01:00",
        "started_at": "2026-11-19T09:12:00+01:00",
        "ended_at": None,
        "version": 1,
        "page": "/initiatives/AI-2026-0001/sessions/",
    },
    response_only=True,
    status_codes=["201"],
)
ARRANGEMENT = OpenApiExample(
    "A room, and nobody for IT yet",
    {"place": "Room 2.14", "it_facilitator": None, "version": 1},
    request_only=True,
)
RHYTHM = OpenApiExample(
    "The first Tuesday of each month",
    {"rule": "FREQ=MONTHLY;BYDAY=1TU", "first_on": "2027-01-05", "version": 1},
    request_only=True,
)
EXTRA_SESSION = OpenApiExample(
    "Before the longlist",
    {"day": "2026-12-03", "starts_at": "14:30", "reason": "The longlist closes on Friday."},
    request_only=True,
)
MOVE = OpenApiExample(
    "A day later",
    {
        "starts_at": "2026-11-25T10:00:00+01:00",
        "reason": "The plant is closed on Tuesday.",
        "version": 0,
    },
    request_only=True,
)
PRESENCE = OpenApiExample("IT is here", {"party": "it", "present": True}, request_only=True)
AGENDA_ITEM = OpenApiExample(
    "Something to talk about",
    {"title": "Which hours are quiet?", "why": "Batch jobs run at night."},
    request_only=True,
)
ACTION = OpenApiExample(
    "Somebody does it by a day",
    {
        "result": "action",
        "text": "Ask the platform team for the quiet hours",
        "owner": "it.architect@example.org",
        "due_on": "2026-12-01",
        "version": 1,
    },
    request_only=True,
)
DECISION = OpenApiExample(
    "A decision that answers a design input",
    {"result": "decision", "text": "Overlay by night.", "disposition": "adapted"},
    request_only=True,
)
CARRY = OpenApiExample(
    "A week later",
    {"due_on": "2026-12-08", "reason": "The platform team is away.", "version": 1},
    request_only=True,
)
RESULTS = OpenApiExample(
    "One action agreed",
    {
        "state": "held",
        "present": ["business", "it"],
        "items": [
            {
                "name": "input:IN-0041",
                "title": "Order data stays in the region",
                "why": "Raised by IT, open for nine days.",
                "reference": "IN-0041",
                "is_kept": True,
                "added_party": "",
                "result": "decision",
                "result_text": "Overlay by night.",
                "result_party": "business",
                "recorded_at": "2026-11-24T10:20:00+01:00",
                "raised_input": None,
                "agreed_action": None,
                "notes": [],
                "version": 2,
                "page": "/initiatives/AI-2026-0001/inputs/IN-0041/",
            }
        ],
    },
    response_only=True,
)
