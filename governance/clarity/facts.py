"""What the profile of an initiative is derived from, read for many initiatives at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from governance.clarity.catalogue import STAGES
from governance.clarity.directory import Directory
from governance.clarity.kept import as_answer, is_in_force, kept_elsewhere
from governance.models import (
    CarriedItem,
    ClarityAnswer,
    ClarityQuestion,
    GoAhead,
    SessionOccurrence,
    SessionSeries,
)
from governance.vocabulary import OccurrenceState
from initiatives.kept import KeptField
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.vocabulary import Party

_LOADED = "clarity_facts"
FIELD_KEY = "field:"


@dataclass
class Facts:
    """What is known of one initiative when its profile is derived.

    Attributes:
        answers: by field id, also of fields that are no longer asked.
        questions: the open ones, by field id, oldest first.
        entered: when a stage was last entered by a go-ahead.
        begun_at: since when anybody can owe anything here.
        has_series: a standing session that has not ended; `has_date`: with a date ahead.
        carried: ids of fields that a go-ahead carries forward.
        kept: fields that are read from where other apps keep them; `plain`: what was answered
            on the profile before.
    """

    initiative: Initiative
    begun_at: dt.datetime
    has_series: bool = False
    has_date: bool = False
    directory: Directory = field(default_factory=Directory)
    answers: dict[str, ClarityAnswer] = field(default_factory=dict)
    questions: dict[str, list[ClarityQuestion]] = field(default_factory=dict)
    entered: dict[str, dt.datetime] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    kept: dict[str, KeptField] = field(default_factory=dict)
    plain: dict[str, ClarityAnswer] = field(default_factory=dict)

    def stage_since(self, stage: Stage) -> dt.datetime:
        """Since when the initiative has been in the stage or past it."""
        for each in reversed(STAGES[: STAGES.index(stage) + 1]):
            if each in self.entered:
                return max(self.begun_at, self.entered[each])
        return self.begun_at


def load_clarity(initiatives: Iterable[Initiative]) -> None:
    """Read what profiles are derived from; at most nine queries for any number of initiatives,
    beside those of CLARITY_SOURCES.

    None for those that are loaded already. Afterwards `profile_of` asks nothing.
    """
    wanted = {each.pk: each for each in initiatives if _LOADED not in each.__dict__}
    if not wanted:
        return
    loaded = _begun(wanted)
    answers = ClarityAnswer.objects.select_related("written_by", "gap_owner")
    for answer in answers.filter(initiative__in=wanted):
        answer.initiative = wanted[answer.initiative_id]
        loaded[answer.initiative_id].answers[answer.field] = answer
    for question in ClarityQuestion.objects.filter(initiative__in=wanted, answered_at=None):
        question.initiative = wanted[question.initiative_id]
        by_field = loaded[question.initiative_id].questions
        by_field.setdefault(question.field, []).append(question)
    for pk, kept in kept_elsewhere(wanted.values()).items():
        _take_kept(loaded[pk], kept)
    _note_moves(wanted, loaded)
    for pk, fields in _carried(wanted).items():
        loaded[pk].carried = frozenset(fields)
    directory = Directory.of(_references(loaded.values()))
    for pk, facts in loaded.items():
        facts.directory = directory
        wanted[pk].__dict__[_LOADED] = facts


def facts_of(initiative: Initiative) -> Facts:
    """What `load_clarity` has read; reads it for this one initiative where nobody has."""
    load_clarity([initiative])
    facts: Facts = initiative.__dict__[_LOADED]
    return facts


def forget_clarity(initiative: Initiative) -> None:
    """Let what was read go, after something was written."""
    initiative.__dict__.pop(_LOADED, None)


def _begun(wanted: dict[int, Initiative]) -> dict[int, Facts]:
    series = SessionSeries.objects.filter(initiative=OuterRef("pk"), ended_at=None)
    ahead = SessionOccurrence.objects.filter(
        Q(starts_at__gt=timezone.now()) | Q(opened_at__isnull=False, closed_at=None),
        series__initiative=OuterRef("pk"),
        series__ended_at=None,
        state__in=OccurrenceState.expected(),
    )
    seated = Min("members__joined_at", filter=Q(members__party=Party.BUSINESS))
    rows = (
        Initiative.objects.filter(pk__in=wanted)
        .order_by()
        .annotate(seated_at=seated, has_series=Exists(series), has_date=Exists(ahead))
        .values_list("pk", "seated_at", "has_series", "has_date")
    )
    found = {}
    for pk, seated_at, has_series, has_date in rows:
        initiative = wanted[pk]
        # What was imported is owed by nobody before somebody has taken it up.
        begun = seated_at if initiative.source and seated_at else initiative.registered_at
        found[pk] = Facts(initiative, begun, has_series, has_date)
    for pk in wanted.keys() - found.keys():
        found[pk] = Facts(wanted[pk], wanted[pk].registered_at)
    return found


def _take_kept(facts: Facts, fields: dict[str, KeptField]) -> None:
    for name, kept in fields.items():
        plain = facts.answers.get(name)
        if not is_in_force(kept, plain):
            continue
        facts.kept[name] = kept
        if plain is not None:
            facts.plain[name] = facts.answers.pop(name)
        answer = as_answer(facts.initiative, name, kept, plain)
        if answer is not None:
            facts.answers[name] = answer


def _note_moves(wanted: dict[int, Initiative], loaded: dict[int, Facts]) -> None:
    """When stages were entered; what is in design is owed since it was registered."""
    moved = [pk for pk, each in wanted.items() if each.stage != Stage.DESIGN]
    if not moved:
        return
    taken = GoAhead.objects.filter(initiative__in=moved, taken_at__isnull=False)
    for pk, stage, at in taken.order_by("taken_at").values_list(
        "initiative", "to_stage", "taken_at"
    ):
        if at is not None:
            loaded[pk].entered[stage] = at


def _carried(wanted: dict[int, Initiative]) -> dict[int, set[str]]:
    """Only in operation does a carried field outlast the stage that it was owed in."""
    running = [pk for pk, each in wanted.items() if each.stage == Stage.OPERATION]
    carried: dict[int, set[str]] = defaultdict(set)
    if running:
        rows = CarriedItem.objects.filter(
            initiative__in=running, closed_at=None, key__startswith=FIELD_KEY
        )
        for pk, key in rows.order_by().values_list("initiative", "key"):
            carried[pk].add(key.removeprefix(FIELD_KEY))
    return carried


def _references(loaded: Iterable[Facts]) -> Iterator[str]:
    for facts in loaded:
        for answer in (*facts.answers.values(), *facts.plain.values()):
            for row in answer.rows:
                yield from (value for value in row.values() if isinstance(value, str))
