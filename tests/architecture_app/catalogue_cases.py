"""How each action of the catalogue is done, and how it is refused; see tests/architecture."""

from collections.abc import Callable
from typing import Any

from architecture.actions import (
    SystemFacts,
    add_system,
    change_system,
    finish_catalogue_import,
    merge_systems,
)
from tests.architecture_app.catalogue_files import (
    backstage,
    brought_catalogue,
    cmdb,
    own_table,
    took,
)
from tests.architecture_app.factories import SystemFactory

Case = Callable[[Any], Callable[[], Any]]


def _merge(reason: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        twins = SystemFactory.create_batch(2)
        return lambda: merge_systems(*twins, reason=reason, version=1, actor=scene.architect)

    return case


def _change(version: int) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        system = SystemFactory.create()
        facts = SystemFacts("Order book", is_ot=True)
        return lambda: change_system(system, facts, version=version, actor=scene.architect)

    return case


def _bring(who: str) -> Case:
    return lambda scene: lambda: brought_catalogue(getattr(scene, who))


def _finish(who: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        brought = brought_catalogue(scene.architect)
        return lambda: finish_catalogue_import(
            brought.pk, cmdb(), only_good_rows=False, missing="", actor=getattr(scene, who)
        )

    return case


CASES: dict[str, tuple[Case, Case]] = {
    "add_system": (
        lambda s: lambda: add_system(SystemFacts("Order book"), actor=s.architect),
        lambda s: lambda: add_system(SystemFacts("Order book"), actor=s.lead),
    ),
    "change_system": (_change(1), _change(7)),
    "merge_systems": (_merge("The same machine"), _merge(" ")),
    "bring_catalogue": (_bring("architect"), _bring("lead")),
    "finish_catalogue_import": (_finish("architect"), _finish("lead")),
    "take_catalogue": (
        lambda s: lambda: took(backstage(), s.architect),
        lambda s: lambda: took(own_table("x,,,,,,,,,,"), s.architect),
    ),
}
