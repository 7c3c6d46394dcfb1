"""Everything that changes systems, integrations and decision records."""

from architecture.actions.catalogue_imports import (
    bring_catalogue,
    finish_catalogue_import,
    take_catalogue,
)
from architecture.actions.systems import (
    SystemFacts,
    add_system,
    change_system,
    merge_systems,
)

__all__ = [
    "SystemFacts",
    "add_system",
    "bring_catalogue",
    "change_system",
    "finish_catalogue_import",
    "merge_systems",
    "take_catalogue",
]
