"""The profile of an initiative: where each field stands, who owes it, and what would answer it.

Derived, never typed in. `load_clarity` reads; everything here only thinks.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.text import Truncator

from governance.clarity.catalogue import STAGES, Field, catalogue, is_by
from governance.clarity.facts import Facts, facts_of, load_clarity
from governance.clarity.missing import inactive, live_rows, missing, passed
from governance.models import ClarityAnswer, ClarityQuestion
from governance.vocabulary import FieldState
from initiatives.kept import KeptField
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.vocabulary import Party

__all__ = ["FieldStanding", "Profile", "load_clarity", "needed_for_leaving", "profile_of"]

_OTHER = {Party.BUSINESS: Party.IT, Party.IT: Party.BUSINESS}
_SETTLED = frozenset({FieldState.ANSWERED, FieldState.NOT_APPLICABLE})
# Characters of a question that stand where its field is listed.
_BRIEF = 160
# Where answers outlive the moves: what nobody ever answered is not asked for again.
_STAYING = frozenset({Stage.OPERATION, Stage.RETIRED})


@dataclass(frozen=True, slots=True)
class _Found:
    """What looking at a field for one stage gave."""

    state: FieldState
    what_answers: str = ""


@dataclass(frozen=True)
class FieldStanding:
    """Where one field of one initiative stands.

    Attributes:
        state: as it stands for the stage the initiative is in, or the first that needs the field.
        open_questions: oldest first; while there is one the field is `questioned`.
        owing: the sides that could answer it now; none where nothing is open.
        since: since when it is owed, or, where it is not, since when it stands as it does.
        what_answers: one sentence that says what is missing; empty where nothing is.
    """

    field: Field
    state: FieldState
    answer: ClarityAnswer | None
    open_questions: tuple[ClarityQuestion, ...]
    owing: tuple[Party, ...]
    since: dt.datetime
    what_answers: str
    facts: Facts

    @property
    def kept(self) -> KeptField | None:
        """Where its rows are kept, if not on the profile."""
        return self.facts.kept.get(self.field.id)

    @property
    def key(self) -> str:
        """Its name among owed items."""
        return f"field:{self.field.id}"

    def meets(self, stage: Stage) -> bool:
        """Whether it is no longer owed for leaving the stage."""
        need = self.field.need(stage)
        if not need:
            return True
        found = _looked_at(self.field, self.facts, stage)
        return found.state in _SETTLED or (need == "gap" and found.state == FieldState.KNOWN_GAP)

    def needs(self, stage: Stage) -> str:
        """`answered` or `gap` where leaving the stage asks for the field; empty otherwise."""
        return self.field.need(stage)


@dataclass(frozen=True)
class Profile:
    """Every field of an initiative, in the order of the catalogue.

    Attributes:
        facts: what it is derived from.
    """

    initiative: Initiative
    facts: Facts

    @cached_property
    def standings(self) -> Mapping[str, FieldStanding]:
        """Where each field stands, by field id."""
        return {field.id: standing_of(field, self.facts) for field in catalogue()}

    @cached_property
    def needed(self) -> list[FieldStanding]:
        """What the next move needs and nobody has answered, oldest first."""
        return needed_for_leaving(self.initiative, Stage(self.initiative.stage))

    @property
    def no_longer_asked(self) -> list[ClarityAnswer]:
        """Answers to fields that the catalogue has dropped."""
        known = catalogue().by_id
        return [answer for key, answer in self.facts.answers.items() if key not in known]


def profile_of(initiative: Initiative) -> Profile:
    """The profile; asks nothing where `load_clarity` has read the initiative."""
    facts = facts_of(initiative)
    profile = facts.__dict__.get("profile")
    if not isinstance(profile, Profile):
        profile = Profile(initiative, facts)
        facts.__dict__["profile"] = profile
    return profile


def needed_for_leaving(initiative: Initiative, stage: Stage) -> list[FieldStanding]:
    """Fields that leaving the stage needs and that do not meet it, oldest first.

    A field that follows from others waits for them. Nothing is needed once work has ended, and
    nothing of what was imported before somebody leads it.
    """
    if initiative.is_ended or stage == Stage.RETIRED or not is_taken_up(initiative):
        return []
    standings = profile_of(initiative).standings
    found = [
        each
        for each in standings.values()
        if _is_asked(each, stage)
        and not each.meets(stage)
        and all(standings[other].meets(stage) for other in each.field.follows)
    ]
    return sorted((_for_leaving(each, stage) for each in found), key=lambda each: each.since)


def is_taken_up(initiative: Initiative) -> bool:
    """Whether anybody can owe something: what was imported waits until somebody leads it."""
    return not initiative.source or initiative.lead_id is not None


def standing_of(field: Field, facts: Facts) -> FieldStanding:
    """Where a field stands for the stage that its initiative is in."""
    stage = Stage(facts.initiative.stage)
    return _standing(field, facts, stage if field.need(stage) else field.first_needed)


def _for_leaving(standing: FieldStanding, stage: Stage) -> FieldStanding:
    """The same field, looked at for another stage where it is asked for another one."""
    if stage == standing.facts.initiative.stage:
        return standing
    return _standing(standing.field, standing.facts, stage)


def _is_asked(standing: FieldStanding, stage: Stage) -> bool:
    if stage not in _STAYING:
        return bool(standing.field.need(stage))
    # In operation: what is kept current, what stopped holding, and what was carried forward.
    return (
        standing.field.keeps_current
        or standing.answer is not None
        or bool(standing.open_questions)
        or standing.field.id in standing.facts.carried
    )


def _standing(field: Field, facts: Facts, stage: Stage) -> FieldStanding:
    found = _looked_at(field, facts, stage)
    return FieldStanding(
        field=field,
        state=found.state,
        answer=facts.answers.get(field.id),
        open_questions=tuple(facts.questions.get(field.id, ())),
        owing=_owing(field, facts, found, stage),
        since=_since(field, facts, found, stage),
        what_answers=found.what_answers,
        facts=facts,
    )


def _looked_at(field: Field, facts: Facts, stage: Stage) -> _Found:
    answer = facts.answers.get(field.id)
    if questions := facts.questions.get(field.id):
        return _Found(FieldState.QUESTIONED, f"Answer the question: {_in_brief(questions[0])}")
    if answer is None:
        return _unanswered(field, facts, stage)
    if over := passed(answer):
        return _Found(FieldState.STALE, over)
    if answer.kind == ClarityAnswer.Kind.KNOWN_GAP:
        enough = field.need(stage) == "gap"
        text = "" if enough else "A known gap was enough so far; this move needs the answer."
        return _Found(FieldState.KNOWN_GAP, text)
    if answer.kind == ClarityAnswer.Kind.NOT_APPLICABLE:
        return _Found(FieldState.NOT_APPLICABLE)
    return _of_values(field, answer, facts, stage)


def _in_brief(question: ClarityQuestion) -> str:
    return Truncator(question.text).chars(_BRIEF)


def _unanswered(field: Field, facts: Facts, stage: Stage) -> _Found:
    lacks = missing(field, None, stage, facts) if field.derived or field.id in facts.kept else ""
    if field.derived and not lacks:
        return _Found(FieldState.ANSWERED)
    return _Found(FieldState.UNANSWERED, lacks or field.question)


def _of_values(field: Field, answer: ClarityAnswer, facts: Facts, stage: Stage) -> _Found:
    if lacks := missing(field, answer, stage, facts):
        return _Found(FieldState.DRAFTED, lacks)
    if gone := inactive(field, live_rows(field, answer, facts), facts):
        return _Found(FieldState.STALE, gone)
    if needs_confirming(field, answer):
        side = _OTHER[Party(answer.written_party)].label
        return _Found(FieldState.DRAFTED, f"{side} confirms what stands there, or words it anew.")
    return _Found(FieldState.ANSWERED)


def needs_confirming(field: Field, answer: ClarityAnswer) -> bool:
    """Whether one side alone has worded what both sides owe."""
    return (
        field.is_joint
        and not field.derived
        and answer.kind == ClarityAnswer.Kind.VALUE
        and answer.written_party in _OTHER
        and answer.confirmed_party != _OTHER[Party(answer.written_party)]
    )


def _owing(field: Field, facts: Facts, found: _Found, stage: Stage) -> tuple[Party, ...]:
    if not found.what_answers:
        return ()
    if found.state == FieldState.QUESTIONED:
        asked = {each for q in facts.questions[field.id] for each in q.answering_parties}
        return tuple(party for party in _OTHER if party in asked)
    answer = facts.answers.get(field.id)
    if (
        found.state == FieldState.DRAFTED
        and answer is not None
        and needs_confirming(field, answer)
        and not missing(field, answer, stage, facts)
    ):
        return (_OTHER[Party(answer.written_party)],)
    return field.sides


def _since(field: Field, facts: Facts, found: _Found, stage: Stage) -> dt.datetime:
    answer = facts.answers.get(field.id)
    if found.state == FieldState.QUESTIONED:
        return facts.questions[field.id][0].asked_at
    if answer is None or (
        found.state == FieldState.DRAFTED and missing(field, answer, stage, facts)
    ):
        return _first_open(field, facts, stage)
    if found.state == FieldState.STALE:
        return _stale_since(answer)
    if found.state == FieldState.KNOWN_GAP and found.what_answers:
        return max(answer.written_at, _first_open(field, facts, stage))
    return answer.written_at


def _first_open(field: Field, facts: Facts, stage: Stage) -> dt.datetime:
    """When the first stage was entered that needs what is missing."""
    for each in STAGES[STAGES.index(field.first_needed) :]:
        if not is_by(each, stage):
            break
        found = _looked_at(field, facts, each)
        gap_is_enough = field.need(each) == "gap" and found.state == FieldState.KNOWN_GAP
        if found.state not in _SETTLED and not gap_is_enough:
            return facts.stage_since(each)
    return facts.stage_since(stage)


def _stale_since(answer: ClarityAnswer) -> dt.datetime:
    days = [
        on + dt.timedelta(days=1)
        for on in (answer.gap_due_on, answer.review_on)
        if on and on < timezone.localdate()
    ]
    if not days:
        # When somebody left is not kept; what they were named in is.
        return answer.written_at
    return timezone.make_aware(dt.datetime.combine(min(days), dt.time.min))
