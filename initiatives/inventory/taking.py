"""Turning planned rows into initiatives and their events; part of the taking transaction."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone

from audit.actors import Actor
from initiatives.inventory.mapping import InventoryMapping
from initiatives.inventory.planning import ChangedRow, NewRow, kept_values, row_texts, row_values
from initiatives.inventory.rows import InventoryRow
from initiatives.inventory.targets import MILESTONE_TARGETS, TARGETS
from initiatives.models import Initiative, Milestone, UseCaseVersion
from initiatives.vocabulary import DECLARED_BY_HOW_FAR, MilestoneKind, Stage, TimeQuality
from people.models import Unit

BATCH = 200
USE_CASE = ("title", "problem", "business_goal", "operability_goal")


@dataclass(frozen=True, slots=True)
class Taking:
    """What all rows of one import share."""

    mapping: InventoryMapping
    units: Mapping[str, Unit]
    actor: Actor
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of the import; a later day is a plan."""
        return timezone.localdate(self.now)


def batches(rows: Iterable[NewRow]) -> Iterator[list[NewRow]]:
    """The rows in portions that are written together."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def create_initiatives(
    rows: Sequence[NewRow], references: Sequence[str], taking: Taking
) -> list[Initiative]:
    """New initiatives with their first version and their declared steps."""
    initiatives = Initiative.objects.bulk_create(
        [
            _initiative(new, reference, taking)
            for new, reference in zip(rows, references, strict=True)
        ]
    )
    UseCaseVersion.objects.bulk_create([_version(initiative, taking) for initiative in initiatives])
    Milestone.objects.bulk_create(
        [
            milestone
            for new, initiative in zip(rows, initiatives, strict=True)
            for milestone in _milestones(new.row, initiative, taking)
        ]
    )
    return initiatives


def _initiative(new: NewRow, reference: str, taking: Taking) -> Initiative:
    row = new.row
    return Initiative(
        reference=reference,
        title=row.title,
        problem=row.problem,
        business_goal=row.business_goal,
        operability_goal=row.operability_goal,
        unit=taking.units[row.unit],
        how_far=row.how_far,
        stage=row.stage,
        operational_status=row.operational_status,
        started_on=row.started_on,
        registered_at=taking.now,
        updated_at=taking.now,
        source=taking.mapping.name,
        source_key=new.source_key,
        source_note=row.source_note,
        source_values=kept_values(row, taking.mapping, new.repeat),
    )


def _version(initiative: Initiative, taking: Taking) -> UseCaseVersion:
    return UseCaseVersion(
        initiative=initiative,
        number=initiative.version,
        changed_by_party=taking.actor.actor_party,
        changed_at=taking.now,
        after_it_joined=initiative.it_joined_at is not None,
        **{name: getattr(initiative, name) for name in USE_CASE},
    )


def _milestones(row: InventoryRow, initiative: Initiative, taking: Taking) -> Iterator[Milestone]:
    """What "how far" declares as taken (A12, A13, B60), with the days the file tells."""
    declared: dict[MilestoneKind, bool] = dict(DECLARED_BY_HOW_FAR[row.how_far])
    if row.stage == Stage.RETIRED:
        declared[MilestoneKind.RETIREMENT] = False
    for kind in MilestoneKind:
        day = row.milestones.get(kind)
        if kind in declared or day:
            milestone = Milestone(initiative=initiative, kind=kind)
            _date(milestone, day, taking, declared=kind in declared)
            milestone.reopenable = milestone.taken and declared.get(kind, False)
            yield milestone


def _date(milestone: Milestone, day: dt.date | None, taking: Taking, *, declared: bool) -> None:
    """Give a step its day: planned when it lies ahead, otherwise taken, as declared."""
    ahead = day is not None and day > taking.today
    milestone.taken = not ahead and (declared or day is not None)
    milestone.taken_on = day if milestone.taken else None
    milestone.quality = TimeQuality.DECLARED if milestone.taken else TimeQuality.RECORDED
    if milestone.taken:
        milestone.taken_recorded_at = milestone.taken_recorded_at or taking.now
    else:
        milestone.planned_on = day
        milestone.taken_recorded_at = None


def update_initiative(changed: ChangedRow, initiative: Initiative, taking: Taking) -> None:
    """Bring the changed fields up to date; a new wording is a new version (A14)."""
    row = changed.row
    own = [name for name in changed.fields if name not in MILESTONE_TARGETS]
    for name in own:
        value = taking.units[row.unit] if name == "unit" else getattr(row, name)
        setattr(initiative, name, value)
    told = row_values(row, taking.mapping)
    initiative.source_values |= {name: told[name] for name in changed.fields}
    initiative.updated_at = taking.now
    reworded = any(name in USE_CASE for name in own)
    initiative.version += int(reworded)
    initiative.save(update_fields=[*own, "source_values", "updated_at", "version"])
    if reworded:
        _version(initiative, taking).save()
    for name in changed.fields:
        if name in MILESTONE_TARGETS:
            _date_known(initiative, MILESTONE_TARGETS[name], row, taking)


def _date_known(
    initiative: Initiative, kind: MilestoneKind, row: InventoryRow, taking: Taking
) -> None:
    milestone = Milestone.objects.filter(initiative=initiative, kind=kind).first()
    milestone = milestone or Milestone(initiative=initiative, kind=kind)
    _date(milestone, row.milestones.get(kind), taking, declared=milestone.taken)
    milestone.save()


def facts_of_new(new: NewRow, mapping: InventoryMapping) -> dict[str, Any]:
    """What the event of a new initiative tells."""
    row = new.row
    texts = row_texts(row)
    kept = ("title", "problem", "unit", "operational_status", "started_on", *MILESTONE_TARGETS)
    return {
        **{name: texts[name] for name in kept if texts.get(name)},
        "source": mapping.name,
        "row": row.number,
        "stage": row.stage.label.lower(),
        "how_far": row.how_far.label.lower(),
    }


def facts_of_changed(
    changed: ChangedRow, initiative: Initiative, mapping: InventoryMapping
) -> dict[str, Any]:
    """What the event of an initiative brought up to date tells, with its new values."""
    texts = row_texts(changed.row)
    return {
        "fields": ", ".join(TARGETS[name].label.lower() for name in changed.fields),
        "source": mapping.name,
        "row": changed.row.number,
        "version": initiative.version,
        **{name: texts.get(name, "") for name in changed.fields if name != "source_note"},
    }
