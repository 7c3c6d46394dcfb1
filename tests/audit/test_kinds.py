"""Kinds of events and the sentences that tell them."""

import pytest

from audit.kinds import EventKind

ANSWERED = EventKind("field.answered", "Field answered", "answered “{label}”: {words}")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"label": "Owner", "words": "Region: EU"}, "answered “Owner”: Region: EU"),
        ({"label": "Owner", "words": ""}, "answered “Owner”"),
        ({"label": "Owner"}, "answered “Owner”: not stated"),
    ],
)
def test_a_sentence_ends_before_its_colon_where_nothing_follows(
    told: dict[str, str], sentence: str
) -> None:
    assert ANSWERED.tell(told) == sentence
