"""Whatever a random cast does with a standing session, its rules hold (A22)."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    Outcome,
    WantedRhythm,
    add_agenda_item,
    add_extra_session,
    cancel_occurrence,
    carry_agreed_action,
    change_rhythm,
    close_session,
    complete_agreed_action,
    drop_agenda_item,
    end_series,
    move_occurrence,
    note_presence,
    open_session,
    record_result,
    restore_occurrence,
    skip_occurrence,
    start_series,
)
from governance.models import AgreedAction, SessionOccurrence, SessionRhythm, SessionSeries
from governance.owed import owed_items
from governance.sessions.agenda import agenda_of
from governance.sessions.due import tell_what_is_due
from governance.sessions.telling import meeting
from governance.tasks import plan_sessions_ahead
from initiatives.actions import pause_initiative, resume_initiative, stop_initiative
from initiatives.models import Initiative
from initiatives.vocabulary import Status
from people.errors import Refusal
from people.models import Notice, User
from tests.factories import raised
from tests.governance.sessions.table import MONDAY, fresh, standing

RULES = ["", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=1WE"]
RESULTS = ["input", "decision", "action", "again"]
HOURS = st.sampled_from([0, 0, 1, 20, 49, 170, 340])
NUMBERS = st.integers(min_value=0, max_value=7)


class _RolledBack(Exception):  # noqa: N818 - ends one example, it is no fault
    """Takes an example's rows back."""


class Play:
    """One example: the initiative, who acts, what time it is."""

    def __init__(self, initiative: Initiative, lead: User, architect: User) -> None:
        self.pk = initiative.pk
        self.cast = [lead, architect]
        self.now = MONDAY
        self.sequences: dict[tuple[str, int], int] = {}

    @property
    def initiative(self) -> Initiative:
        return Initiative.objects.get(pk=self.pk)

    @property
    def series(self) -> SessionSeries:
        return standing(self.initiative)

    def date(self, n: int) -> SessionOccurrence:
        """The n-th date of the newest series, counted from the last that has begun."""
        every = list(SessionOccurrence.objects.filter(series=self.series))
        if not every:
            raise Refusal("There is none.")
        begun = sum(each.starts_at <= self.now for each in every)
        return fresh(every[min(max(0, begun - 1) + n // 2, len(every) - 1)])

    def running(self) -> SessionOccurrence:
        found = SessionOccurrence.objects.filter(
            series__initiative=self.pk, opened_at__isnull=False, closed_at=None
        ).first()
        if found is None:
            raise Refusal("None is running.")
        return fresh(found)

    def item(self, n: int, occurrence: SessionOccurrence) -> str:
        items = agenda_of(occurrence, self.cast[0]).items
        if not items:
            raise Refusal("It is empty.")
        return items[n % len(items)].name

    def action(self) -> AgreedAction:
        found = AgreedAction.objects.filter(initiative=self.pk, done_at=None).first()
        if found is None:
            raise Refusal("None is open.")
        return found


def _move(play: Play, actor: User, n: int) -> object:
    there = play.now + dt.timedelta(hours=5 + 31 * n)
    return move_occurrence(play.date(n), starts_at=there, actor=actor)


def _extra(play: Play, actor: User, n: int) -> object:
    day = (play.now + dt.timedelta(days=1 + 2 * n)).date()
    return add_extra_session(play.series, day=day, starts_at=dt.time(9), reason="More", actor=actor)


def _change(play: Play, actor: User, n: int) -> object:
    first_on = None if n < 5 else (play.now + dt.timedelta(days=n)).date()
    wanted = WantedRhythm(RULES[n % 4], first_on, dt.time(8 + n), minutes=30 + n)
    return change_rhythm(play.series, wanted, actor=actor)


def _record(play: Play, actor: User, n: int) -> object:
    running = play.running()
    outcome = Outcome(
        RESULTS[n % 4], "So it is", owner=actor, due_on=play.now.date() + dt.timedelta(days=n)
    )
    return record_result(running, play.item(n, running), outcome, actor=actor)


def _note(play: Play, actor: User, n: int) -> object:
    party = "it" if n % 2 else "business"
    return note_presence(play.running(), party=party, present=n > 2, actor=actor)


def _drop(play: Play, actor: User, n: int) -> object:
    date = play.date(n)
    return drop_agenda_item(date, play.item(n, date), actor=actor)


def _carry(play: Play, actor: User, n: int) -> object:
    day = play.now.date() + dt.timedelta(days=n)
    return carry_agreed_action(play.action(), due_on=day, reason="x", owner=actor, actor=actor)


def _open(play: Play, actor: User, n: int) -> object:
    """The next one, now: what is further ahead is moved first."""
    ahead = [each for each in SessionOccurrence.objects.filter(series=play.series) if each.is_ahead]
    if not ahead:
        raise Refusal("There is none.")
    soonest = fresh(min(ahead, key=lambda each: abs(each.starts_at - play.now)))
    if soonest.starts_at > play.now:
        soon = play.now + dt.timedelta(hours=1 + n)
        with transaction.atomic():
            soonest = move_occurrence(soonest, starts_at=soon, actor=actor)
            return open_session(soonest, actor=actor)
    return open_session(soonest, actor=actor)


def _meet(play: Play, actor: User, n: int) -> object:
    """A whole session, in which everything but the last item gets a result."""
    with transaction.atomic():
        _open(play, actor, n)
        for number in range(len(agenda_of(play.running(), actor).items) - 1):
            _record(play, actor, number + n)
        return close_session(play.running(), actor=actor)


def _tick(play: Play, actor: User, n: int) -> object:
    return plan_sessions_ahead(), tell_what_is_due()


VERBS: dict[str, Callable[[Play, User, int], object]] = {
    "pause": lambda play, actor, n: pause_initiative(
        play.initiative, reason="x", resume_condition="y", actor=actor
    ),
    "resume": lambda play, actor, n: resume_initiative(play.initiative, reason="x", actor=actor),
    "stop": lambda play, actor, n: stop_initiative(
        play.initiative, reason="x", resume_condition="y", actor=actor
    ),
    "end": lambda play, actor, n: end_series(play.series, reason="x", actor=actor),
    "start": lambda play, actor, n: start_series(play.initiative, actor=actor),
    "change": _change,
    "move": _move,
    "cancel": lambda play, actor, n: cancel_occurrence(play.date(n), reason="x", actor=actor),
    "skip": lambda play, actor, n: skip_occurrence(play.date(n), reason="x", actor=actor),
    "restore": lambda play, actor, n: restore_occurrence(play.date(n), actor=actor),
    "extra": _extra,
    "open": _open,
    "open any": lambda play, actor, n: open_session(play.date(n), actor=actor),
    "meet": _meet,
    "close": lambda play, actor, n: close_session(play.running(), actor=actor),
    "note": _note,
    "record": _record,
    "add": lambda play, actor, n: add_agenda_item(play.date(n), title=f"Item {n}", actor=actor),
    "drop": _drop,
    "raise": lambda play, actor, n: raised(play.initiative, actor, title=f"Input {n}"),
    "complete": lambda play, actor, n: complete_agreed_action(play.action(), actor=actor),
    "carry": _carry,
    "tick": _tick,
}
# What happens in the room comes oftener than what ends everything.
OFTEN = ["open", "record", "record", "record", "note", "close", "meet", "resume", "add"]
STEPS = st.lists(
    st.tuples(st.sampled_from([*sorted(VERBS), *OFTEN]), st.integers(0, 1), NUMBERS, HOURS),
    max_size=14,
)


@pytest.mark.behaviour("A22")
@pytest.mark.usefixtures("monday")
@settings(max_examples=25)
@given(steps=STEPS)
def test_random_sessions_keep_the_rules(
    steps: list[tuple[str, int, int, int]], joined: Initiative, lead: User, architect: User
) -> None:
    with suppress(_RolledBack), transaction.atomic():
        play = Play(joined, lead, architect)
        for verb, who, number, hours in steps:
            play.now += dt.timedelta(hours=hours)
            with clock_at(play.now):
                _try(play, verb, play.cast[who], number)
                _check(play)
        raise _RolledBack


def _try(play: Play, verb: str, actor: User, number: int) -> None:
    before = (AuditEvent.objects.count(), Notice.objects.count())
    try:
        VERBS[verb](play, actor, number)
    except Refusal:
        assert (AuditEvent.objects.count(), Notice.objects.count()) == before


def _check(play: Play) -> None:
    every = list(SessionSeries.objects.filter(initiative=play.pk))
    assert sum(each.ended_at is None for each in every) <= 1
    for series in every:
        series.initiative = play.initiative
        _check_dates(play, series)
        _check_calendar(play, series)
    _check_sequences(play)
    _check_held(play)
    _check_owed(play)


def _check_dates(play: Play, series: SessionSeries) -> None:
    rows = list(series.rhythms.exclude(rule=""))
    goes_on = [row for row in rows if row.last_on is None]
    rests = series.ended_at is not None or play.initiative.status != Status.ACTIVE
    assert len(goes_on) == (0 if rests else 1)
    ahead = [each for each in series.occurrences.all() if each.starts_at > play.now]
    if rests:
        assert not [each for each in ahead if each.opened_at is None]


def _check_calendar(play: Play, series: SessionSeries) -> None:
    """What calendars expand by themselves is what stands in the database."""
    until = series.planned_until or play.now.date()
    expanded: set[tuple[dt.date, dt.datetime]] = set()
    for row in series.rhythms.all():
        about = meeting(series, row)
        there = {each.day: each.starts_at for each in about.moved}
        for day in about.rhythm.days(row.first_on, until):
            if about.takes_place_on(day):
                expanded.add((day, there.get(day, about.rhythm.instant(day))))
    planned = {
        (each.slot_on, each.starts_at)
        for each in series.occurrences.filter(state__in=["planned", "moved", "held"])
        if each.slot_on <= until
    }
    assert {each for each in expanded if each[1] > play.now} == {
        each for each in planned if each[1] > play.now
    }


def _check_sequences(play: Play) -> None:
    for model in (SessionSeries, SessionRhythm, SessionOccurrence):
        for pk, sequence in model.objects.values_list("pk", "sequence"):
            key = (model.__name__, pk)
            assert sequence >= play.sequences.get(key, 0)
            play.sequences[key] = sequence


def _check_held(play: Play) -> None:
    held = SessionOccurrence.objects.filter(series__initiative=play.pk, state="held")
    for each in held:
        assert each.presences.exists()
        assert each.closed_at is not None
        assert all(item.result for item in agenda_of(fresh(each), play.cast[0]).items)


def _check_owed(play: Play) -> None:
    open_actions = AgreedAction.objects.filter(initiative=play.pk, done_at=None)
    wanted = sorted(each.get_absolute_url() for each in open_actions)
    if play.initiative.is_ended:
        wanted = []
    owed = owed_items(play.initiative, play.cast[0])
    found = sorted(item.address for item in owed if "/actions/" in item.address)
    assert found == wanted
