"""A system as a file tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from architecture.vocabulary import Criticality, Lifecycle, RelationKind, SystemKind
from initiatives.inventory.findings import Finding

LIST_SEPARATOR = ", "
MOST_WORDS = 30


@dataclass(frozen=True, slots=True)
class Relation:
    """What the system is to another; `target` is the other's key in the same source."""

    kind: RelationKind
    target: str


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """A system as a file tells it.

    Attributes:
        number: the row as a spreadsheet counts, or the document of the file.
        key: what the source knows it by.
        owner: an e-mail address, or a team as the file writes it.
        told: the fields that the file says something about.
        entity: the whole Backstage entity, kept so that it can be written again.
    """

    number: int
    key: str
    name: str
    kind: str = SystemKind.APPLICATION
    description: str = ""
    is_ot: bool = False
    site: str = ""
    criticality: Criticality | str = ""
    owner: str = ""
    lifecycle: str = Lifecycle.PRODUCTION
    data_classes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    told: frozenset[str] = frozenset()
    entity: Mapping[str, Any] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """What it says for each field, as text, for comparing."""
        return {
            "name": self.name,
            "kind": self.kind,
            "description": self.description,
            "is_ot": "yes" if self.is_ot else "no",
            "site": self.site,
            "criticality": self.criticality,
            "owner": self.owner,
            "lifecycle": self.lifecycle,
            "data_classes": LIST_SEPARATOR.join(self.data_classes),
            "patterns": LIST_SEPARATOR.join(self.patterns),
        }


FIELDS = tuple(SystemEntry(0, "", "").texts())
FIELD_LABELS = {
    "name": "Name",
    "kind": "Kind",
    "description": "Description",
    "is_ot": "Shop floor",
    "site": "Site",
    "criticality": "Criticality",
    "owner": "Owner",
    "lifecycle": "Lifecycle",
    "data_classes": "Classes of data",
    "patterns": "Patterns offered",
}


@dataclass(slots=True)
class CatalogueFile:
    """What a file says, and what is to be said about it.

    Attributes:
        source: whose systems these are; a repeat import finds them by it.
        digest: hex SHA-256 of the file.
        names_all: whether a system of the source that the file does not name is missing from it;
            else only one that came in the same file as another it names.
        passed: how many documents were no systems and were passed over.
    """

    file_name: str
    source: str
    digest: str
    names_all: bool
    entries: list[SystemEntry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)
    rows: int = 0
    passed: int = 0

    audit_initiative_ref = ""

    def add(self, finding: Finding) -> None:
        """Keep a finding, and the row out if it says so."""
        self.findings.append(finding)
        if finding.keeps_row_out:
            self.bad_rows.add(finding.row)

    @property
    def audit_ref(self) -> str:
        return f"catalogue:{self.source}"

    @property
    def audit_label(self) -> str:
        return self.file_name


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list written in one cell, each once, between commas or semicolons."""
    parts = (" ".join(part.split()) for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part[:100] for part in parts if part))[:MOST_WORDS]
