"""Holding systems still while something is linked to them, or while two become one."""

from collections.abc import Iterable, Mapping

from architecture.models import System
from people.errors import InvalidInput, NotVisible


def lock_systems(systems: Iterable[System | None]) -> dict[int, System]:
    """Systems as they are now, by their keys, locked until the transaction ends.

    Systems come before initiatives and integrations, in the order of their keys: a merge goes on
    from them to the integrations at them, and whoever took them the other way round would wait
    for it while it waits for them.

    Raises:
        NotVisible: one is gone.
    """
    keys = {each.pk for each in systems if each is not None}
    if not keys:
        return {}
    rows = System.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {each.pk: each for each in rows}
    if keys - found.keys():
        raise NotVisible("There is no such system.", way_out="Look for it in the catalogue.")
    return found


def standing(system: System | None, locked: Mapping[int, System], *, field: str) -> System | None:
    """The system as it is now, where something can be linked to it.

    Raises:
        InvalidInput: it was merged into another.
    """
    if system is None:
        return None
    found = locked[system.pk]
    if found.merged_into_id is not None:
        raise InvalidInput(
            f"{found.name} was merged into another system.",
            way_out="Choose the system it became.",
            field=field,
        )
    return found
