"""Whether a rhythm lives: M9, M10, D03 and D11 from plain facts."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from governance.sessions.cadence import (
    Health,
    SessionFact,
    StandingFacts,
    cadence_kept,
    cancelled_in_a_row,
    held_without_it,
    it_cannot_come,
    one_off,
    two_sided,
)
from governance.vocabulary import OccurrenceState
from people.vocabulary import Party

TODAY = dt.date(2026, 11, 20)
PLANNED, MOVED, HELD = OccurrenceState.PLANNED, OccurrenceState.MOVED, OccurrenceState.HELD
CANCELLED, SKIPPED = OccurrenceState.CANCELLED, OccurrenceState.PLANNED_SKIP
BUSINESS_ONLY = frozenset({Party.BUSINESS})
BOTH = frozenset({Party.BUSINESS, Party.IT})


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def date(ago: int, state: OccurrenceState = HELD, **fields: Any) -> SessionFact:
    """A date so many days ago; of a rhythm of two weeks; ahead where the number is negative."""
    known = {
        "slot_on": day(ago),
        "stands_on": day(ago),
        "period_ends_on": day(ago - 14),
        "is_over": ago > 0,
        "present": BOTH if state == HELD else frozenset(),
    }
    return SessionFact(state=state, **{**known, **fields})


def facts(*dates: SessionFact, **fields: Any) -> StandingFacts:
    known = {"registered_on": day(200), "sessions_ever": len(dates), "dates": dates}
    return StandingFacts(**{**known, **fields})


# --- M9 -----------------------------------------------------------------------------------------


@pytest.mark.behaviour("M9")
def test_cadence_is_held_of_due_without_planned_skips() -> None:
    kept = cadence_kept(
        facts(date(71), date(57, CANCELLED), date(43, SKIPPED), date(29), date(15), date(1)),
        today=TODAY,
    )

    assert (kept.held, kept.due) == (4, 5)
    assert kept.share == 0.8
    assert kept.in_words() == "Held 4 of 5 due in 90 days"


@pytest.mark.behaviour("M9")
def test_moved_within_its_period_is_held_and_beyond_it_is_not() -> None:
    within = date(40, stands_on=day(27))
    on_the_next_one = date(40, stands_on=day(26))

    assert cadence_kept(facts(within), today=TODAY).held == 1
    beyond = cadence_kept(facts(on_the_next_one), today=TODAY)
    assert (beyond.held, beyond.due) == (0, 1)


@pytest.mark.behaviour("M9")
def test_what_moved_ahead_is_due_when_its_period_ends() -> None:
    ahead_in_its_period = date(5, MOVED, stands_on=day(-4), is_over=False)
    ahead_beyond_it = date(20, MOVED, stands_on=day(-4), is_over=False)
    not_yet = date(5, MOVED, stands_on=day(-20), is_over=False)

    assert cadence_kept(facts(ahead_in_its_period), today=TODAY).due == 0
    assert cadence_kept(facts(not_yet), today=TODAY).due == 0
    due = cadence_kept(facts(ahead_beyond_it), today=TODAY)
    assert (due.held, due.due, due.unrecorded) == (0, 1, 0)


@pytest.mark.behaviour("M9")
def test_the_last_slot_of_a_rhythm_has_no_period_that_ends() -> None:
    late = date(40, stands_on=day(2), period_ends_on=None)

    assert cadence_kept(facts(late), today=TODAY).held == 1


@pytest.mark.behaviour("M9")
def test_below_three_due_there_is_no_share() -> None:
    two = cadence_kept(facts(date(29), date(15, CANCELLED)), today=TODAY)
    three = cadence_kept(facts(date(29), date(15, CANCELLED), date(1)), today=TODAY)

    assert two.share is None
    assert two.in_words() == "Held 1 of 2 due in 90 days"
    assert three.share == pytest.approx(2 / 3)


@pytest.mark.behaviour("M9")
def test_nothing_due_is_said_so() -> None:
    kept = cadence_kept(facts(date(-3, PLANNED), date(5, SKIPPED)), today=TODAY)

    assert (kept.held, kept.due, kept.share) == (0, 0, None)
    assert kept.in_words() == "None was due in 90 days"


@pytest.mark.behaviour("M9")
def test_what_nobody_recorded_is_due_and_named() -> None:
    kept = cadence_kept(facts(date(29), date(15, PLANNED), date(0, PLANNED)), today=TODAY)

    assert (kept.held, kept.due, kept.unrecorded) == (1, 2, 1)
    assert kept.in_words() == "Held 1 of 2 due in 90 days, 1 not recorded yet"


@pytest.mark.behaviour("M9")
@pytest.mark.parametrize(("ago", "counts"), [(89, 1), (90, 0), (0, 1)])
def test_ninety_days_end_today(ago: int, counts: int) -> None:
    assert cadence_kept(facts(date(ago)), today=TODAY).due == counts


@pytest.mark.behaviour("M9")
def test_extra_sessions_are_neither_owed_nor_counted() -> None:
    kept = cadence_kept(
        facts(date(9, is_extra=True), date(8, CANCELLED, is_extra=True), date(7)), today=TODAY
    )

    assert (kept.held, kept.due) == (1, 1)


# --- M10 ----------------------------------------------------------------------------------------


@pytest.mark.behaviour("M10")
def test_two_sided_is_both_of_held() -> None:
    sides = two_sided(
        facts(
            date(50),
            date(36, present=BUSINESS_ONLY),
            date(22, present=frozenset({Party.IT, Party.EXECUTIVE})),
            date(8, present=BOTH | {Party.VENDOR}),
            date(3, is_extra=True),
            date(2, CANCELLED, present=BOTH),
        ),
        today=TODAY,
    )

    assert (sides.both, sides.held) == (3, 5)
    assert sides.share == 0.6
    assert sides.in_words() == "both sides in 3 of 5 held"


@pytest.mark.behaviour("M10")
def test_none_held_has_no_share() -> None:
    sides = two_sided(facts(date(8, CANCELLED), date(100)), today=TODAY)

    assert (sides.held, sides.share, sides.in_words()) == (0, None, "")


@pytest.mark.behaviour("M9", "M10")
def test_the_sentence_holds_both_figures() -> None:
    alive = facts(date(57), date(43, CANCELLED), date(29), date(15, present=BUSINESS_ONLY), date(1))

    assert Health(alive, TODAY).in_words() == (
        "Held 4 of 5 due in 90 days; both sides in 3 of 4 held."
    )
    assert Health(facts(), TODAY).in_words() == ""


# --- D03 ----------------------------------------------------------------------------------------


@pytest.mark.behaviour("D03")
def test_two_in_a_row_cancelled_are_found() -> None:
    found = cancelled_in_a_row(facts(date(43), date(29, CANCELLED), date(15, CANCELLED)))

    assert found is not None
    assert found.severity == "needs_conversation"
    assert found.fact == "2 sessions in a row are cancelled, and none was held since."
    assert found.next_step == "Agree on a time that fits both sides and change the rhythm."


@pytest.mark.behaviour("D03")
@pytest.mark.parametrize(
    ("dates", "is_found"),
    [
        ((CANCELLED,), False),
        ((CANCELLED, HELD, CANCELLED), False),
        ((CANCELLED, CANCELLED, HELD), False),
        ((CANCELLED, PLANNED, CANCELLED), False),
        ((CANCELLED, SKIPPED, CANCELLED), True),
        ((SKIPPED, SKIPPED, CANCELLED), False),
        ((CANCELLED, CANCELLED, PLANNED), True),
        ((HELD, CANCELLED, CANCELLED, CANCELLED), True),
    ],
)
def test_only_cancelled_ones_side_by_side_and_since_the_last_held(
    dates: tuple[OccurrenceState, ...], is_found: bool
) -> None:
    in_order = [date(100 - 14 * place, state) for place, state in enumerate(dates)]

    assert (cancelled_in_a_row(facts(*in_order)) is not None) == is_found


@pytest.mark.behaviour("D03")
def test_dates_ahead_that_are_cancelled_count_too() -> None:
    ahead = facts(date(1), date(-13, CANCELLED), date(-27, CANCELLED), date(-41, PLANNED))

    assert cancelled_in_a_row(ahead) is not None


@pytest.mark.behaviour("D03")
def test_three_held_without_it_are_found() -> None:
    alone = [date(ago, present=BUSINESS_ONLY) for ago in (43, 29, 15)]
    found = held_without_it(facts(date(57), *alone, date(1, CANCELLED)))

    assert found is not None
    assert found.fact == "The last 3 sessions were held without IT."
    assert held_without_it(facts(*alone[:2])) is None
    assert held_without_it(facts(*alone, date(1))) is None
    assert held_without_it(facts(alone[0], date(35), *alone[1:])) is None


@pytest.mark.behaviour("D03")
def test_the_next_two_without_it_are_found() -> None:
    without = [date(-ago, PLANNED, it_can_come=False) for ago in (3, 17)]
    found = it_cannot_come(facts(*without, date(-31, PLANNED, it_can_come=True)))

    assert found is not None
    assert found.fact == "Nobody of IT can come to the next 2 sessions."
    assert it_cannot_come(facts(*without[:1])) is None
    one_fits = replace(without[1], it_can_come=True)
    assert it_cannot_come(facts(without[0], one_fits)) is None
    unasked = replace(without[1], it_can_come=None)
    assert it_cannot_come(facts(without[0], unasked)) is None
    assert it_cannot_come(facts(date(-1, CANCELLED), *without)) is not None


@pytest.mark.behaviour("D03")
def test_it_that_never_sat_there_cannot_shrink() -> None:
    without = [date(-ago, PLANNED, it_can_come=False) for ago in (3, 17)]

    assert it_cannot_come(facts(*without, it_was_there=False)) is None


# --- D11 ----------------------------------------------------------------------------------------


@pytest.mark.behaviour("D11", "A23")
@pytest.mark.parametrize(
    ("age", "ever", "is_found"), [(22, 1, True), (21, 1, False), (22, 2, False)]
)
def test_one_session_after_21_days_is_a_one_off(age: int, ever: int, is_found: bool) -> None:
    known = facts(date(5), registered_on=day(age), sessions_ever=ever)
    found = one_off(known, today=TODAY, after_days=21)

    assert (found is not None) == is_found
    if found:
        assert found.severity == "heads_up"
        assert found.fact == "One session is all there is."
        assert found.next_step == "Begin a standing session."


@pytest.mark.behaviour("D11")
def test_none_ever_is_no_one_off() -> None:
    imported = facts(has_series=False, had_series=False, sessions_ever=0)

    assert one_off(imported, today=TODAY, after_days=21) is None


@pytest.mark.behaviour("D11")
def test_a_series_that_ended_before_operation_is_found_at_any_age() -> None:
    ended = facts(date(9), date(5), has_series=False, registered_on=day(10))
    found = one_off(ended, today=TODAY, after_days=21)

    assert found is not None
    assert found.fact == "The standing session has ended before operation."
    for otherwise in (replace(ended, is_before_operation=False), replace(ended, has_series=True)):
        assert one_off(otherwise, today=TODAY, after_days=21) is None
