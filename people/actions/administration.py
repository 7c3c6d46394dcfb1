"""What administrators and imports change, each with its event."""

from dataclasses import dataclass

from django.db import models, transaction

from audit.actors import Actor
from audit.recording import record
from people import events
from people.models import Unit, User


@dataclass(frozen=True, slots=True)
class Administered:
    """Something that administrators keep, for the events about it.

    People are named by their number only; everything else by what it is.
    """

    audit_ref: str
    audit_label: str
    audit_initiative_ref: str = ""


def note_administration(
    thing: models.Model, change: str, *, actor: Actor, rights: bool = False
) -> None:
    """Record what an administrator changed, in the transaction of the change (B88).

    `rights` says that it changed what somebody may do. Call it before deleting `thing`.
    """
    kind = events.RIGHTS_CHANGED if rights else events.ADMINISTRATION_CHANGED
    meta = thing._meta  # noqa: SLF001 - Django documents it for use
    label = str(meta.verbose_name).capitalize()
    about = Administered(f"{meta.model_name}:{thing.pk}", f"{label} {thing.pk}")
    if isinstance(thing, User):
        about = Administered(thing.audit_ref, thing.audit_label)
    record(
        kind,
        about,
        actor=actor,
        data={"thing": str(meta.verbose_name)},
        # Names of people stand in both.
        personal={"name": str(thing), "change": change},
    )


@transaction.atomic
def add_units(names: list[str], *, actor: Actor) -> dict[str, Unit]:
    """Units by name; those not known yet are made, each with its event."""
    known = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
    for name in names:
        if name not in known:
            known[name] = Unit.objects.create(name=name)
            record(events.UNIT_ADDED, known[name], actor=actor, data={"name": name})
    return known
