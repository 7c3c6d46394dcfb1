"""Changing what an integration consists of, one part at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from architecture import events
from architecture.actions.checking import word_list
from architecture.actions.locking import lock_to_change, note_contribution, save_changed
from architecture.actions.system_locking import lock_systems, standing
from architecture.models import (
    CustomArtefact,
    Dependency,
    Fragility,
    Integration,
)
from architecture.vocabulary import (
    Conformance,
    DataDirection,
    FragilityFlag,
    IdentityPattern,
    IntegrationStyle,
)
from audit.recording import record
from people.checking import require_choice
from people.errors import InvalidInput
from people.models import User
from people.text import optional_text, required_text

MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Some facts of an integration that are told together on one page.

    Attributes:
        label: the part in words, in the sentence of its event.
        fields: the names of the model that it holds.
    """

    label: str
    fields: tuple[str, ...]


PARTS: dict[str, Part] = {
    "basics": Part(
        "name, style and owner",
        ("name", "purpose", "style", "direction", "is_pipeline", "is_pilot", "owner",
         "baseline_planned_on", "build_starts_on"),
    ),
    "data": Part(
        "data and identity",
        ("data_classes", "identity_pattern", "identity_provider", "data_path", "network_path",
         "egress", "places"),
    ),
    "budgets": Part("budgets", ("latency_budget_ms", "load_budget_per_minute")),
    "scale": Part(
        "scale test", ("scale_tested_on", "scale_test_result", "next_scale_step")
    ),
    "compromise": Part(
        "what happens if it is compromised",
        ("compromise_reach", "compromise_containment", "compromise_notice_hours"),
    ),
    "conformance": Part(
        "how what runs fits the design",
        ("conformance", "conformance_note", "conformance_on"),
    ),
}  # fmt: skip

_CHOICES: dict[str, type[TextChoices]] = {
    "style": IntegrationStyle,
    "direction": DataDirection,
    "identity_pattern": IdentityPattern,
    "conformance": Conformance,
}
_MAY_BE_EMPTY = {"identity_pattern", "conformance"}
_WORDS = {"data_classes", "places"}
_TEXTS = {
    "purpose", "data_path", "network_path", "egress", "scale_test_result", "next_scale_step",
    "compromise_reach", "compromise_containment", "conformance_note",
}  # fmt: skip
_COUNTS = {"latency_budget_ms", "load_budget_per_minute", "compromise_notice_hours"}
_SYSTEM = "identity_provider"
_LARGEST = 2_147_483_647


@transaction.atomic
def change_part(
    integration: Integration,
    part: str,
    changes: Mapping[str, Any],
    *,
    actor: User,
    version: int | None = None,
) -> Integration:
    """Change facts of one part; saying the same again records nothing.

    Raises:
        NotPermitted: somebody else holds the design, or the actor works on neither side.
        NotPossibleNow: the initiative has ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: the part or a field is unknown, or a value cannot be used.
    """
    systems = lock_systems([changes.get(_SYSTEM)])
    integration = lock_to_change(integration, actor=actor, version=version)
    told = _part(part)
    values = {name: _checked(name, value, told) for name, value in changes.items()}
    if _SYSTEM in values:
        values[_SYSTEM] = standing(values[_SYSTEM], systems, field=_SYSTEM)
    changed = [name for name, value in values.items() if getattr(integration, name) != value]
    if not changed:
        return integration
    for name in changed:
        setattr(integration, name, values[name])
    _save(integration, ", ".join(_words(name) for name in changed), actor)
    return integration


@transaction.atomic
def set_dependencies(
    integration: Integration,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    version: int | None = None,
) -> Integration:
    """Say what it relies on: `system` or `name`, and the `fallback` of each (B49).

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: a row names nothing or a system that was merged into another, or a text is
            too long.
    """
    systems = lock_systems(row.get("system") for row in rows)

    def build(row: Mapping[str, Any]) -> Dependency:
        system = standing(row.get("system"), systems, field="rows")
        name = optional_text(row.get("name", ""), "rows", label="The name", most=200, lines=False)
        if system is None and not name:
            raise InvalidInput(
                "A dependency names nothing.",
                way_out="Choose a system, or write what it relies on.",
                field="rows",
            )
        fallback = optional_text(row.get("fallback", ""), "rows", label="The fallback", most=2000)
        return Dependency(
            integration=integration, system=system, name="" if system else name, fallback=fallback
        )

    return _replace(integration, rows, build, Dependency, "what it relies on", actor, version)


@transaction.atomic
def set_fragility(
    integration: Integration,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    has_none: bool = False,
    version: int | None = None,
) -> Integration:
    """Say why it may break: `flag` and `mitigation` of each, or that nothing is fragile (B33).

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: a flag is unknown or told twice, or rows come with "none".
    """

    def build(row: Mapping[str, Any]) -> Fragility:
        require_choice(FragilityFlag, row.get("flag", ""), "flag")
        mitigation = optional_text(
            row.get("mitigation", ""), "rows", label="The mitigation", most=2000
        )
        return Fragility(integration=integration, flag=row["flag"], mitigation=mitigation)

    flags = [row.get("flag") for row in rows]
    if len(set(flags)) < len(flags):
        raise InvalidInput(
            "One reason stands there twice.", way_out="Put both into one row.", field="rows"
        )
    return _replace(
        integration, rows, build, Fragility, "what is fragile", actor, version,
        none_field="has_no_fragility", has_none=has_none,
    )  # fmt: skip


@transaction.atomic
def set_artefacts(
    integration: Integration,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    has_none: bool = False,
    version: int | None = None,
) -> Integration:
    """List what exists for it alone: `name`, `owner`, `repository`; or that nothing does (B31).

    Raises:
        NotPermitted, NotPossibleNow, ChangedMeanwhile: as for every change of its design.
        InvalidInput: a row has no name, or rows come with "none".
    """

    locked = lock_to_change(integration, actor=actor, version=version)
    refuse_contradiction(rows, has_none=has_none)
    gone = {each.pk: each for each in locked.artefacts.all()}
    for row in rows:
        told = _artefact(row)
        known = next((each for each in gone.values() if each.name == told["name"]), None)
        # What stays keeps the day since which it is there.
        if known is None:
            CustomArtefact.objects.create(integration=locked, **told)
        else:
            del gone[known.pk]
            known.owner, known.repository = told["owner"], told["repository"]
            known.save(update_fields=["owner", "repository"])
    locked.artefacts.filter(pk__in=gone).update(ended_at=timezone.now())
    locked.has_no_artefacts = has_none
    _save(locked, "what is made for it alone", actor, rows=len(rows))
    return locked


def _artefact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": required_text(row.get("name", ""), "rows", label="The name", most=200, lines=False),
        "owner": row.get("owner"),
        "repository": optional_text(
            row.get("repository", ""), "rows", label="The place", most=500, lines=False
        ),
    }


def _replace(
    integration: Integration,
    rows: Sequence[Mapping[str, Any]],
    build: Callable[[Mapping[str, Any]], Any],
    model: Any,
    label: str,
    actor: User,
    version: int | None,
    *,
    none_field: str = "",
    has_none: bool = False,
) -> Integration:
    locked = lock_to_change(integration, actor=actor, version=version)
    refuse_contradiction(rows, has_none=has_none)
    # The closures of `build` point at the row the caller has; it is the same integration.
    built = [build(row) for row in rows]
    model.objects.filter(integration=locked).delete()
    model.objects.bulk_create(built)
    if none_field:
        setattr(locked, none_field, has_none)
    _save(locked, label, actor, rows=len(built))
    return locked


def refuse_contradiction(rows: Sequence[Mapping[str, Any]], *, has_none: bool) -> None:
    """Go on only when a list and "none" do not come together, and the list is no flood.

    Raises:
        InvalidInput: both were given, or there are too many rows.
    """
    if has_none and rows:
        raise InvalidInput(
            "It says “none”, and there is a list.", way_out="Keep one of the two.", field="has_none"
        )
    if len(rows) > MOST_ROWS:
        raise InvalidInput(
            f"There are {len(rows)} rows.", way_out=f"Keep at most {MOST_ROWS}.", field="rows"
        )


def _save(integration: Integration, label: str, actor: User, **told: Any) -> None:
    save_changed(integration)
    record(
        events.INTEGRATION_CHANGED,
        integration,
        actor=actor,
        data={"reference": integration.reference, "fields": label, **told},
    )
    note_contribution(integration.initiative, actor)


def _words(name: str) -> str:
    return name.removesuffix("_ms").replace("_", " ").removeprefix("is ")


def _part(name: str) -> Part:
    if name not in PARTS:
        raise InvalidInput(
            f"“{name}” is no part of an integration.",
            way_out=f"Use one of {', '.join(PARTS)}.",
            field="part",
        )
    return PARTS[name]


def _checked(name: str, value: Any, part: Part) -> Any:
    if name not in part.fields:
        raise InvalidInput(
            f"“{name}” does not belong here.",
            way_out=f"Use {', '.join(part.fields)}.",
            field=name,
        )
    if name in _CHOICES:
        require_choice(_CHOICES[name], value, name, may_be_empty=name in _MAY_BE_EMPTY)
        return value
    if name in _WORDS:
        return word_list(value, name)
    if name in _TEXTS:
        return optional_text(value, name, label="The text", most=2000)
    if name == "name":
        return required_text(value, name, label="The name", most=200, lines=False)
    if name in _COUNTS and value is not None and not 0 <= value <= _LARGEST:
        raise InvalidInput(
            f"{value} is no number to plan with.", way_out="Use a whole number.", field=name
        )
    return value
