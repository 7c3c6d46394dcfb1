"""What weights do to an order of candidates, exactly.

A candidate's total is the sum of weight times value, which is linear in the weights. When each
weight may move by a share of itself, independently of the others, the difference of two totals is
smallest and largest in corners of that box, and each corner is read off term by term. Nothing is
sampled; all numbers are fractions.

Only criteria on which every compared candidate has a value take part: a gap is never a zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

SHARE = Fraction(20, 100)


@dataclass(frozen=True, slots=True)
class Total:
    """A candidate's weighted mean on the 0 to 4 scale, and how it spreads.

    Attributes:
        lowest, highest: the criterion on which the candidate stands lowest and highest.
    """

    candidate: int
    mean: Fraction
    lowest: str
    highest: str
    lowest_value: Fraction
    highest_value: Fraction


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates, the one in front first.

    Attributes:
        margin: difference of their weighted sums.
        least: the smallest difference that weights within the share allow; below 0 the order
            turns.
        turns: whether some weights within the share put the second in front or level.
        decided_by: the criterion that moves the difference most; empty where they are alike.
        turns_at: the smallest share by which weights must move for the two to be level; None
            when no share below 100 % does it.
    """

    ahead: int
    behind: int
    margin: Fraction
    least: Fraction
    turns: bool
    decided_by: str
    turns_at: Fraction | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything weights say about the candidates.

    Attributes:
        totals: by weighted mean, highest first; candidates that are level keep their order.
        pairs: every two candidates.
        used: the criteria that took part.
        left_out: weighed criteria on which some candidate has no value.
    """

    totals: tuple[Total, ...]
    pairs: tuple[Pair, ...]
    used: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def order_may_change(self) -> bool:
        """Whether some weights within the share give another order."""
        return any(pair.turns for pair in self.pairs)

    @property
    def turning(self) -> tuple[Pair, ...]:
        """The pairs whose order may turn."""
        return tuple(pair for pair in self.pairs if pair.turns)

    @property
    def neighbours(self) -> tuple[Pair, ...]:
        """Each candidate with the next one down."""
        order = [each.candidate for each in self.totals]
        following = set(pairwise(order))
        return tuple(pair for pair in self.pairs if (pair.ahead, pair.behind) in following)


def weigh(
    values: Mapping[int, Mapping[str, Fraction]],
    weights: Mapping[str, Fraction],
    *,
    share: Fraction = SHARE,
) -> Weighed | None:
    """Totals of candidates and how firmly they stand; None where nothing can be weighed.

    `values` are a candidate's values by criterion, `weights` not negative. A criterion without a
    weight, or of weight 0, weighs nothing.
    """
    weighed = {key: weight for key, weight in weights.items() if weight > 0}
    used = tuple(key for key in weighed if all(key in own for own in values.values()))
    if not used or not values:
        return None
    weighing = {key: weighed[key] for key in used}
    totals = sorted(
        (_total(candidate, own, weighing) for candidate, own in values.items()),
        key=lambda total: -total.mean,
    )
    pairs = tuple(
        pair_of(values[a.candidate], values[b.candidate], weighing, share, (a, b))
        for a, b in combinations(totals, 2)
    )
    left_out = tuple(key for key in weighed if key not in weighing)
    return Weighed(tuple(totals), pairs, used, left_out)


def pair_of(
    ahead: Mapping[str, Fraction],
    behind: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
    share: Fraction,
    totals: tuple[Total, Total],
) -> Pair:
    """How far the first is in front, and whether weights within the share can turn that."""
    moves = {key: weight * (ahead[key] - behind[key]) for key, weight in weights.items()}
    margin = sum(moves.values(), Fraction())
    reach = sum((abs(move) for move in moves.values()), Fraction())
    least = margin - share * reach
    turns_at = margin / reach if reach else None
    return Pair(
        ahead=totals[0].candidate,
        behind=totals[1].candidate,
        margin=margin,
        least=least,
        turns=bool(reach) and least <= 0,
        decided_by=_deciding(moves, margin),
        turns_at=turns_at if turns_at is not None and turns_at < 1 else None,
    )


def _deciding(moves: Mapping[str, Fraction], margin: Fraction) -> str:
    """The criterion that moves most; among equals one that pulls towards the one in front."""
    if not any(moves.values()):
        return ""
    return max(moves, key=lambda key: (abs(moves[key]), moves[key] * margin > 0))


def _total(candidate: int, own: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Total:
    weight = sum(weights.values(), Fraction())
    total = sum((own[key] * each for key, each in weights.items()), Fraction())
    lowest = min(weights, key=lambda key: own[key])
    highest = max(weights, key=lambda key: own[key])
    return Total(candidate, total / weight, lowest, highest, own[lowest], own[highest])
