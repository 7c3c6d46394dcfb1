"""Rows for the table of endpoints: statuses of lead, other lead, architect and so on."""

from typing import Any

SEES = (200, 200, 200, 200, 200, 404)
COMPARES = (200, 403, 200, 403, 403, 404)
QUESTION = "/vendor-questions/{vendor_question}/"
ROWS: list[tuple[str, str, tuple[int, ...], Any]] = [
    ("GET", "/initiatives/{ref}/vendor-questions/", SEES, None),
    (
        "POST",
        "/initiatives/{ref}/vendor-questions/",
        (201, 403, 201, 403, 403, 404),
        {"questions": ["New?"], "candidates": "{candidates}"},
    ),
    ("GET", QUESTION, SEES, None),
    ("POST", f"{QUESTION}withdrawal/", COMPARES, {"reason": "Known"}),
    ("POST", f"{QUESTION}reply/", COMPARES, {"text": "Order data only"}),
]
