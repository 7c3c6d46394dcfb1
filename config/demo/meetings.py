"""The sessions of the demo: held when their time has come, as their stories tell them.

A story says in `sessions` how its rhythm goes, and in `[[session]]` what came out of its first
dates. Dates beyond those told are held with what is on the agenda put off for a reason.
"""

import datetime as dt
from collections.abc import Mapping
from itertools import cycle
from typing import Any

from config.demo.clock import clock_at
from config.demo.content import Story
from governance.actions import (
    Outcome,
    add_agenda_item,
    cancel_occurrence,
    close_session,
    complete_agreed_action,
    drop_agenda_item,
    note_presence,
    open_session,
    plan_dates_ahead,
    record_result,
    save_note,
)
from governance.models import AgendaItem, AgreedAction, SessionOccurrence, SessionSeries
from governance.sessions.due import tell_what_is_due
from governance.sessions.queries import stored_agenda
from governance.tasks import PLANNER
from governance.vocabulary import OccurrenceState
from initiatives.vocabulary import Status
from people.models import User
from people.vocabulary import Party

HELD, CANCELLED, UNRECORDED = "held", "cancelled", "unrecorded"
# The last dates of a story whose rhythm dies.
_LAST = 2
_PUT_OFF = (
    "The figures from the plant come next week.",
    "The vendor has not answered yet.",
    "Time was up; it is the first item next time.",
)


class Meetings:
    """Every series of the demo, held up to a moment at a time."""

    def __init__(self, stories: Mapping[str, Story], people: Mapping[str, User]) -> None:
        self.stories = stories
        self.people = people
        self._put_off = cycle(_PUT_OFF)
        self._held: dict[int, int] = {}

    def hold_until(self, moment: dt.datetime, *, today: dt.date) -> None:
        """Hold, cancel or leave unrecorded every date that begins before."""
        due = (
            SessionOccurrence.objects.filter(
                state__in=OccurrenceState.expected(),
                closed_at=None,
                starts_at__lt=moment,
                series__ended_at=None,
                series__initiative__status=Status.ACTIVE,
            )
            .select_related("rhythm", "series__initiative__lead", "series__it_facilitator")
            .order_by("starts_at", "pk")
        )
        for occurrence in list(due):
            if self._way(occurrence, today) == UNRECORDED:
                continue
            with clock_at(occurrence.starts_at):
                self._take_place(occurrence, today)
                plan_dates_ahead(occurrence.series, actor=PLANNER)

    def prepare(self) -> None:
        """Make dates up to now and write what is due of them."""
        for series in SessionSeries.objects.filter(ended_at=None):
            plan_dates_ahead(series, actor=PLANNER)
        tell_what_is_due()

    def _way(self, occurrence: SessionOccurrence, today: dt.date) -> str:
        """How the date goes: the story's way for its last dates, held before them."""
        way: str = self._story(occurrence).told.get("sessions", HELD)
        if way == UNRECORDED:
            return HELD if _another_was_due(occurrence, today) else way
        days = (today - occurrence.slot_on).days
        return way if way != HELD and days <= 14 * _LAST else HELD

    def _story(self, occurrence: SessionOccurrence) -> Story:
        return self.stories[occurrence.series.initiative.title]

    def _take_place(self, occurrence: SessionOccurrence, today: dt.date) -> None:
        lead = occurrence.series.initiative.lead
        if lead is None:
            return
        if self._way(occurrence, today) == CANCELLED:
            cancel_occurrence(occurrence, reason="Nobody had time at month end.", actor=lead)
            return
        self._do_what_was_agreed(occurrence)
        told = self._told(occurrence)
        occurrence = open_session(occurrence, actor=lead)
        if occurrence.series.initiative.it_joined_at or told:
            note_presence(occurrence, party=Party.IT, present=True, actor=lead)
        for result in told.get("result", []):
            self._record(occurrence, result, lead)
        self._talk_about_the_rest(occurrence, lead)
        close_session(occurrence, actor=lead)

    def _talk_about_the_rest(self, occurrence: SessionOccurrence, lead: User) -> None:
        """Questions are settled, one item is put off, and for the others there is no time."""
        items = [each for each in stored_agenda(occurrence) if not each.result]
        open_items = [each for each in items if each.dropped_at is None]
        questions = [each for each in open_items if each.key.startswith("question:")]
        for item in questions:
            outcome = Outcome("decision", "Settled for now; it is written in the use case.")
            record_result(occurrence, item.name, outcome, actor=lead)
        others = [each for each in open_items if each not in questions]
        for item in others[:1]:
            outcome = Outcome("again", next(self._put_off))
            record_result(occurrence, item.name, outcome, actor=lead)
        for item in others[1:]:
            drop_agenda_item(occurrence, item.name, actor=lead)

    def _do_what_was_agreed(self, occurrence: SessionOccurrence) -> None:
        """What was due before the session is done, but for what was agreed last."""
        due = AgreedAction.objects.filter(
            initiative=occurrence.series.initiative, done_at=None, due_on__lt=occurrence.slot_on
        )
        latest = AgreedAction.objects.order_by("-agreed_at").first()
        for action in due.select_related("owner", "initiative"):
            if action != latest:
                note = "Done; the notes lie with the initiative."
                complete_agreed_action(action, note=note, actor=action.owner)

    def _told(self, occurrence: SessionOccurrence) -> dict[str, Any]:
        """What the story tells of this date of the series; empty beyond what it tells."""
        number = self._held.get(occurrence.series_id, 0)
        self._held[occurrence.series_id] = number + 1
        sessions: list[dict[str, Any]] = self._story(occurrence).told.get("session", [])
        return sessions[number] if number < len(sessions) else {}

    def _record(
        self, occurrence: SessionOccurrence, told: dict[str, Any], lead: User
    ) -> AgendaItem:
        by = self.people[told["by"]] if "by" in told else lead
        item = self._item(occurrence, told["about"], by)
        if "note" in told:
            save_note(occurrence, item.name, text=told["note"], actor=by)
        owner = self.people[told["owner"]] if "owner" in told else None
        due_on = occurrence.slot_on + dt.timedelta(days=told["days"]) if "days" in told else None
        outcome = Outcome(told["result"], told["text"], owner=owner, due_on=due_on)
        return record_result(occurrence, item.name, outcome, actor=by)

    def _item(self, occurrence: SessionOccurrence, about: str, by: User) -> AgendaItem:
        """The item of that title, or a new one."""
        found = (each for each in stored_agenda(occurrence) if each.title == about)
        return next(found, None) or add_agenda_item(occurrence, title=about, actor=by)


def _another_was_due(occurrence: SessionOccurrence, today: dt.date) -> bool:
    """Whether another date stands between it and today; around holidays none does for weeks."""
    return SessionOccurrence.objects.filter(
        series=occurrence.series_id,
        state__in=OccurrenceState.expected(),
        slot_on__gt=occurrence.slot_on,
        slot_on__lt=today,
    ).exists()
