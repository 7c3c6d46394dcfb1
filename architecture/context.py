"""What surrounds the AI system of one initiative, for a picture and an equal list."""

from collections import defaultdict
from dataclasses import dataclass

from architecture.drawing.context import ContextPicture, End, Flow, draw_context
from architecture.drawing.upright import draw_upright
from architecture.models import Fragility, Integration, System
from architecture.vocabulary import OVERLAY_STYLES
from initiatives.models import Initiative


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The systems around an AI system.

    Attributes:
        integrations: what the list says, the ones that lie above other systems first (B82).
        writing: how many links change data in a system.
    """

    pictures: dict[str, ContextPicture]
    integrations: list[Integration]
    systems: int
    writing: int


def surroundings(initiative: Initiative) -> Surroundings:
    """The initiative's integrations in force, drawn and listed; two queries."""
    rows = Integration.objects.filter(initiative=initiative).in_force()
    links = list(rows.select_related("source", "target").order_by("name", "pk"))
    for each in links:
        each.initiative = initiative
    fragile = set(
        Fragility.objects.filter(integration__initiative=initiative).values_list(
            "integration", flat=True
        )
    )
    systems = {
        system.pk: system for each in links for system in (each.source, each.target) if system
    }
    by_name = sorted(systems.values(), key=lambda each: (each.name.casefold(), each.pk))
    ends, flows = [_end(each) for each in by_name], _flows(links, fragile)
    return Surroundings(
        pictures={
            "wide": draw_context(initiative.title, ends, flows),
            "upright": draw_upright(initiative.title, ends, flows),
        },
        integrations=sorted(links, key=lambda each: each.style not in OVERLAY_STYLES),
        systems=len(systems),
        writing=sum(each.writes for each in links),
    )


def _end(system: System) -> End:
    note = f"{system.get_kind_display()}, shop floor" if system.is_ot else system.get_kind_display()
    return End(system.slug, system.name, note, system.get_absolute_url())


def _flows(links: list[Integration], fragile: set[int]) -> list[Flow]:
    """One flow for each pair of ends, whatever number of integrations it has."""
    between: dict[tuple[str, str], list[Integration]] = defaultdict(list)
    for each in links:
        source = each.source.slug if each.source else ""
        target = each.target.slug if each.target else ""
        between[source, target].append(each)
    return [
        Flow(
            source,
            target,
            ", ".join(dict.fromkeys(_within(each.get_style_display()) for each in several)),
            writes=any(each.writes for each in several),
            is_direct=all(each.may_have_twins for each in several),
            is_worth_a_look=any(each.pk in fragile for each in several),
        )
        for (source, target), several in between.items()
    ]


def _within(words: str) -> str:
    """The words as they stand within a sentence; "API" keeps its letters."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"
