"""Spans of time as a colleague would say them."""

import pytest

from config.templatetags.joinery import milliseconds_in_words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (1_000, "1 s"),
        (1_500, "1.5 s"),
        (60_000, "60 s"),
        (90_000, "90 s"),
        (120_000, "2 min"),
        (150_000, "150 s"),
        (3_600_000, "60 min"),
    ],
)
def test_a_budget_of_time_reads_without_counting_zeros(milliseconds: int, words: str) -> None:
    assert milliseconds_in_words(milliseconds) == words
