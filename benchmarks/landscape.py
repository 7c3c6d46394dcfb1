"""Systems, initiatives and integrations of a manufacturer, as many as wanted; always the same."""

import random

from architecture.models import Fragility, Integration, System
from architecture.vocabulary import (
    DataDirection,
    FragilityFlag,
    IntegrationStyle,
    ReuseResult,
    SystemKind,
)
from initiatives.models import Initiative
from initiatives.vocabulary import HowFar, Stage
from people.models import Site, Unit, User
from people.vocabulary import Party

SITES = ("Brno", "Graz", "Kassel", "Lyon", "Porto", "Turku")
NAMES: dict[SystemKind, tuple[str, ...]] = {
    SystemKind.APPLICATION: (
        "Order planning",
        "Maintenance planning",
        "Quality records",
        "Supplier portal",
        "Spare parts",
        "Shift plan",
        "Customer care",
        "Travel costs",
        "Time recording",
        "Contracts",
    ),
    SystemKind.DATA_PLATFORM: ("Data platform", "Reports", "Production history"),
    SystemKind.IDENTITY_PROVIDER: ("Sign-on",),
    SystemKind.INTEGRATION_PLATFORM: ("Gateway", "Event stream"),
    SystemKind.SERVICE: ("Address check", "Translation", "Mail delivery"),
    SystemKind.DATABASE: ("Parts database", "Recipe database", "Price list"),
    SystemKind.CONTROL_SYSTEM: ("Line control", "Furnace control", "Paint shop control", "Energy"),
    SystemKind.DEVICE: ("Press", "Robot cell", "Scales", "Camera"),
}
AIMS = (
    "See late orders two days before they slip",
    "Plan the night shift from what machines say",
    "Find worn tools before they break",
    "Answer suppliers' questions on invoices",
    "Sort complaints by what they are about",
    "Read drawings for spare parts",
    "Set furnace heat by the weather",
    "Count scrap from pictures",
)
DATA = ("orders", "stock", "machine readings", "people", "prices", "recipes", "complaints")
_ON_THE_SHOP_FLOOR = frozenset({SystemKind.CONTROL_SYSTEM, SystemKind.DEVICE})


def make_systems(count: int) -> list[System]:
    """Systems of every kind at every site."""
    sites = [Site.objects.get_or_create(name=name)[0] for name in SITES]
    pairs = [(kind, name) for kind, names in NAMES.items() for name in names]
    return System.objects.bulk_create(
        [
            _system(number, *pairs[number % len(pairs)], sites[number // len(pairs) % len(sites)])
            for number in range(count)
        ],
        batch_size=500,
    )


def _system(number: int, kind: SystemKind, name: str, site: Site) -> System:
    number_of = f" {number}" if number >= len(SITES) * sum(map(len, NAMES.values())) else ""
    return System(
        slug=f"landscape-{number}",
        name=f"{name} {site.name}{number_of}",
        kind=kind,
        site=site,
        is_ot=kind in _ON_THE_SHOP_FLOOR,
    )


def make_initiatives(count: int, lead: User) -> list[Initiative]:
    """Initiatives with aims of a manufacturer, in a few units."""
    units = [Unit.objects.get_or_create(name=f"Plant {site}")[0] for site in SITES]
    stages = list(Stage)[:4]
    return Initiative.objects.bulk_create(
        [
            Initiative(
                reference=f"AI-2025-{number:04d}",
                title=f"{AIMS[number % len(AIMS)]}, {SITES[number // len(AIMS) % len(SITES)]}",
                problem="It is known too late.",
                unit=units[number % len(units)],
                how_far=HowFar.NOTHING_YET,
                stage=stages[number % len(stages)],
                lead=lead,
            )
            for number in range(count)
        ],
        batch_size=500,
    )


def make_links(
    count: int, systems: list[System], initiatives: list[Initiative], actor: User
) -> list[Integration]:
    """Integrations, some of which another initiative has as well, some fragile."""
    chance = random.Random(20261128)
    made = Integration.objects.bulk_create(
        [_link(number, chance, systems, initiatives, actor) for number in range(count)],
        batch_size=500,
    )
    Fragility.objects.bulk_create(
        [Fragility(integration=each, flag=FragilityFlag.SINGLE_PERSON) for each in made[::9]],
        batch_size=500,
    )
    return made


def _link(
    number: int,
    chance: random.Random,
    systems: list[System],
    initiatives: list[Initiative],
    actor: User,
) -> Integration:
    styles = list(IntegrationStyle)
    is_between_systems = number % 4 == 0
    source, target = chance.sample(systems, 2)
    if number % 12 == 0:  # the ends that many come upon
        source, target = systems[number % 5], systems[5 + number % 3]
    initiative = initiatives[chance.randrange(len(initiatives))]
    reuse = list(ReuseResult)[number % 3]
    return Integration(
        reference=f"INT-{number:05d}",
        initiative=initiative,
        name=f"{DATA[number % len(DATA)].capitalize()} for {initiative.title.lower()}"[:200],
        purpose=f"{initiative.title}: needs {DATA[number % len(DATA)]} within the hour.",
        source=source,
        target=target if is_between_systems else None,
        target_ai_system="" if is_between_systems else "The model",
        style=styles[chance.randrange(len(styles))],
        direction=DataDirection.WRITE if number % 7 == 0 else DataDirection.READ,
        data_classes=chance.sample(DATA, 1 + number % 2),
        reuse_result=reuse,
        reuse_reason="Nothing like it was there." if reuse == ReuseResult.NEW_WITH_REASON else "",
        registered_by=actor,
        registered_party=Party.IT,
    )
