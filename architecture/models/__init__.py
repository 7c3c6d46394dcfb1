"""Systems, integrations, design authority, decision records and imports of the catalogue."""

from architecture.models.authority import DesignAuthority, DesignStateChange
from architecture.models.catalogue import System, SystemMerge, SystemRelation
from architecture.models.decisions import DecisionMaker, DecisionRecord, EmbodiedInput
from architecture.models.imports import CatalogueImport
from architecture.models.integrations import Integration, IntegrationQuerySet
from architecture.models.parts import (
    CustomArtefact,
    Dependency,
    Fragility,
    IntegrationIncident,
    PilotDebt,
)

__all__ = [
    "CatalogueImport",
    "CustomArtefact",
    "DecisionMaker",
    "DecisionRecord",
    "Dependency",
    "DesignAuthority",
    "DesignStateChange",
    "EmbodiedInput",
    "Fragility",
    "Integration",
    "IntegrationIncident",
    "IntegrationQuerySet",
    "PilotDebt",
    "System",
    "SystemMerge",
    "SystemRelation",
]
