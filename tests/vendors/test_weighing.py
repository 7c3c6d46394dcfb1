"""Whether an order turns when weights move: exact, checked against every corner of the box."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.weighing import SHARE, Pair, weigh

KEYS = ("SEC-01", "ARC-01", "LOC-04", "REL-05")
scores = st.integers(0, 4).map(Fraction)
cards = st.fixed_dictionaries(dict.fromkeys(KEYS, scores))
some_weights = st.fixed_dictionaries(
    dict.fromkeys(KEYS, st.fractions(min_value=0, max_value=5, max_denominator=4))
)


def _sum(card: dict[str, Fraction], weights: dict[str, Fraction]) -> Fraction:
    return sum((card[key] * weights[key] for key in weights), Fraction())


def _corners(weights: dict[str, Fraction], share: Fraction) -> list[dict[str, Fraction]]:
    keys = [key for key in weights if weights[key]]
    return [
        {key: weights[key] * (1 + sign * share) for key, sign in zip(keys, signs, strict=True)}
        for signs in product((-1, 1), repeat=len(keys))
    ]


def _only_pair(cards: dict[int, dict[str, Fraction]], weights: dict[str, Fraction]) -> Pair:
    found = weigh(cards, weights)
    assert found is not None
    return found.pairs[0]


@pytest.mark.behaviour("B47")
@settings(max_examples=150)
@given(cards, cards, some_weights)
def test_an_order_turns_exactly_when_a_corner_turns_it(
    one: dict[str, Fraction], other: dict[str, Fraction], weights: dict[str, Fraction]
) -> None:
    if not any(weights.values()):
        assert weigh({1: one, 2: other}, weights) is None
        return
    pair = _only_pair({1: one, 2: other}, weights)
    ahead, behind = ({1: one, 2: other}[pk] for pk in (pair.ahead, pair.behind))
    at_corners = [_sum(ahead, corner) - _sum(behind, corner) for corner in _corners(weights, SHARE)]
    assert pair.margin >= 0
    assert pair.least == min(at_corners)
    differs = any(weights[key] and one[key] != other[key] for key in KEYS)
    assert pair.turns == (differs and min(at_corners) <= 0)


@settings(max_examples=100)
@given(cards, cards, some_weights)
def test_the_share_at_which_two_are_level_is_exact(
    one: dict[str, Fraction], other: dict[str, Fraction], weights: dict[str, Fraction]
) -> None:
    if not any(weights.values()):
        return
    pair = _only_pair({1: one, 2: other}, weights)
    if pair.turns_at is None:
        return
    ahead, behind = ({1: one, 2: other}[pk] for pk in (pair.ahead, pair.behind))
    corners = _corners(weights, pair.turns_at)
    assert min(_sum(ahead, corner) - _sum(behind, corner) for corner in corners) == 0


@settings(max_examples=100)
@given(cards, cards, some_weights)
def test_no_criterion_moves_the_difference_more_than_the_one_that_decides(
    one: dict[str, Fraction], other: dict[str, Fraction], weights: dict[str, Fraction]
) -> None:
    if not any(weights.values()):
        return
    pair = _only_pair({1: one, 2: other}, weights)
    moves = {key: abs(weights[key] * (one[key] - other[key])) for key in KEYS}
    if not any(moves.values()):
        assert pair.decided_by == ""
        return
    assert moves[pair.decided_by] == max(moves.values())


@settings(max_examples=60)
@given(st.lists(cards, min_size=2, max_size=5), some_weights, st.fractions(1, 9))
def test_scaling_every_weight_changes_nothing(
    several: list[dict[str, Fraction]], weights: dict[str, Fraction], factor: Fraction
) -> None:
    given_cards = dict(enumerate(several))
    found = weigh(given_cards, weights)
    scaled = weigh(given_cards, {key: weight * factor for key, weight in weights.items()})
    if found is None or scaled is None:
        assert found is scaled
        return
    assert found.totals == scaled.totals
    assert [p.turns for p in found.pairs] == [p.turns for p in scaled.pairs]
    assert [p.decided_by for p in found.pairs] == [p.decided_by for p in scaled.pairs]
    means = [total.mean for total in found.totals]
    assert means == sorted(means, reverse=True)
    assert all(t.lowest_value <= t.mean <= t.highest_value for t in found.totals)


def test_a_gap_is_no_zero() -> None:
    cards = {1: {"SEC-01": Fraction(4)}, 2: {"SEC-01": Fraction(1), "ARC-01": Fraction(4)}}
    found = weigh(cards, {"SEC-01": Fraction(1), "ARC-01": Fraction(9)})
    assert found is not None
    assert (found.used, found.left_out) == (("SEC-01",), ("ARC-01",))
    assert [total.candidate for total in found.totals] == [1, 2]
    assert found.neighbours == found.pairs
    assert not found.order_may_change


def test_nothing_in_common_is_not_weighed() -> None:
    cards = {1: {"SEC-01": Fraction(4)}, 2: {"ARC-01": Fraction(4)}}
    assert weigh(cards, {"SEC-01": Fraction(1), "ARC-01": Fraction(1)}) is None
    assert weigh({}, {"SEC-01": Fraction(1)}) is None
