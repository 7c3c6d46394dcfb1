"""Comparing what a file of systems tells with the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from architecture.catalogue.entries import FIELD_LABELS, FIELDS, CatalogueFile, SystemEntry
from architecture.vocabulary import Lifecycle, SystemKind
from initiatives.inventory.findings import Finding, bad_row, note
from initiatives.inventory.wording import did_you_mean, excerpt, folded

NOTHING_TOLD: Mapping[str, str] = {
    "kind": "application",
    "is_ot": "no",
    "lifecycle": "production",
}
OWN_TABLE = "joinery-systems"


@dataclass(frozen=True, slots=True)
class KnownSystem:
    """A system of the catalogue, as far as a file is compared with it.

    Attributes:
        texts: what stands in its fields now.
        taken: what the file said when it was last taken.
        bundle: the file it first came in.
        links: how many integrations that are not retired touch it.
        merged_into: the name of the system it was merged into, or empty.
    """

    pk: int
    slug: str
    source: str
    source_key: str
    texts: Mapping[str, str]
    taken: Mapping[str, str]
    bundle: str
    links: int
    merged_into: str


@dataclass(frozen=True, slots=True)
class ChangedSystem:
    """A system that the file changes; `adopted` when it was in the catalogue without a source."""

    entry: SystemEntry
    known: KnownSystem
    fields: tuple[str, ...]
    adopted: bool


@dataclass(frozen=True, slots=True)
class MissingSystem:
    """A system of the same source that the file no longer names."""

    pk: int
    slug: str
    name: str
    links: int


@dataclass(slots=True)
class CataloguePlan:
    """What taking a file will do.

    Attributes:
        bundle: the mark of systems that came in one file.
    """

    file: CatalogueFile
    bundle: str
    new: list[SystemEntry] = field(default_factory=list)
    changed: list[ChangedSystem] = field(default_factory=list)
    unchanged: int = 0
    missing: list[MissingSystem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    @property
    def orphans(self) -> list[MissingSystem]:
        """Missing systems that integrations touch."""
        return [each for each in self.missing if each.links]


def plan_catalogue(
    file: CatalogueFile, known: Sequence[KnownSystem], sites: Iterable[str]
) -> CataloguePlan:
    """What taking the file will do to the catalogue."""
    pairs = _Pairs(file.source, known)
    found = [(entry, pairs.partner(entry)) for entry in file.entries]
    bundles = {each.bundle for _, each in found if each and each.source == file.source}
    bundle = next(iter(sorted(bundles - {""})), file.digest)
    plan = CataloguePlan(file, bundle, findings=list(file.findings), bad_rows=set(file.bad_rows))
    known_sites = {folded(name): name for name in sites}
    for entry, partner in found:
        if _site_is_known(plan, entry, known_sites):
            _place(plan, entry, partner, pairs)
    bundles.add(bundle)
    named = {each.pk for _, each in found if each}
    plan.missing = [
        MissingSystem(each.pk, each.slug, each.texts["name"], each.links)
        for each in known
        if each.source == file.source
        and each.pk not in named
        and not each.merged_into
        and each.texts["lifecycle"] != "retired"
        and (file.names_all or each.bundle in bundles)
    ]
    plan.findings.sort(key=lambda finding: (not finding.keeps_row_out, finding.row))
    return plan


class _Pairs:
    """Finds what an entry was before."""

    def __init__(self, source: str, known: Sequence[KnownSystem]) -> None:
        self.source = source
        self.by_key = {each.source_key: each for each in known if each.source == source}
        self.by_slug = {each.slug: each for each in known} if source == OWN_TABLE else {}
        self.by_name: dict[str, list[KnownSystem]] = {}
        self.taken: set[int] = set()
        for each in known:
            if not each.merged_into:
                self.by_name.setdefault(folded(each.texts["name"]), []).append(each)

    def partner(self, entry: SystemEntry) -> KnownSystem | None:
        """What the source knows by the entry's key, else one without a source by its name."""
        found = self.by_key.get(entry.key) or self.by_slug.get(entry.key) or self._adopted(entry)
        if found is not None:
            self.taken.add(found.pk)
        return found

    def namesake(self, entry: SystemEntry) -> KnownSystem | None:
        """Another system of the same name, from somewhere else."""
        return next(iter(self.by_name.get(folded(entry.name), ())), None)

    def _adopted(self, entry: SystemEntry) -> KnownSystem | None:
        free = (
            each
            for each in self.by_name.get(folded(entry.name), ())
            if not each.source and each.pk not in self.taken
        )
        return next(free, None)


def _site_is_known(plan: CataloguePlan, entry: SystemEntry, sites: Mapping[str, str]) -> bool:
    if not entry.site or folded(entry.site) in sites:
        return True
    message = (
        f"Joinery has no site of this name.{did_you_mean(entry.site, sites.values())} Add the site "
        "in the administration, or translate the name in the mapping."
    )
    plan.findings.append(bad_row(entry.number, "Site", excerpt(entry.site), message))
    plan.bad_rows.add(entry.number)
    return False


def _place(
    plan: CataloguePlan, entry: SystemEntry, partner: KnownSystem | None, pairs: _Pairs
) -> None:
    if partner is None:
        plan.new.append(entry)
        namesake = pairs.namesake(entry)
        if namesake:
            message = (
                f"{namesake.texts['name']} is in the catalogue already, from elsewhere. If both "
                "are one system, merge them afterwards."
            )
            plan.findings.append(note(entry.number, "Name", excerpt(entry.name), message))
        return
    if partner.merged_into:
        message = f"This system was merged into {partner.merged_into}; passed over."
        plan.findings.append(note(entry.number, "", excerpt(entry.name), message))
        plan.unchanged += 1
        return
    adopted = not partner.source
    if adopted:
        message = "This system is in the catalogue already and belongs to this source from now on."
        plan.findings.append(note(entry.number, "Name", excerpt(entry.name), message))
    fields = tuple(_changed_fields(plan, entry, partner))
    if fields or adopted:
        plan.changed.append(ChangedSystem(entry, partner, fields, adopted))
    else:
        plan.unchanged += 1


def _changed_fields(plan: CataloguePlan, entry: SystemEntry, partner: KnownSystem) -> Iterable[str]:
    told = entry.texts()
    for name in FIELDS:
        if name not in entry.told:
            continue
        last = partner.taken.get(name, NOTHING_TOLD.get(name, ""))
        current = partner.texts[name]
        if folded(told[name]) in {folded(last), folded(current)}:
            continue
        # A table that Joinery wrote is brought back to change it.
        if folded(current) == folded(last) or plan.file.source == OWN_TABLE:
            yield name
            continue
        message = (
            f"{FIELD_LABELS[name]} was changed in Joinery and stays as it is there; the file says "
            "something new. Change it in Joinery if the file is right."
        )
        plan.findings.append(note(entry.number, FIELD_LABELS[name], excerpt(told[name]), message))


MOST_FINDINGS_KEPT = 2_000
EXAMPLES = 10


def report_on(plan: CataloguePlan) -> dict[str, Any]:
    """The plan in figures and findings, for keeping with the import."""
    return {
        "source": plan.file.source,
        "digest": plan.file.digest,
        "rows": plan.file.rows,
        "passed": plan.file.passed,
        "created": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "bad": len(plan.bad_rows),
        "to_take": len(plan.new) + len(plan.changed),
        "missing": [
            {"slug": each.slug, "name": each.name, "links": each.links} for each in plan.missing
        ],
        "orphans": len(plan.orphans),
        "findings": [each.as_json() for each in plan.findings[:MOST_FINDINGS_KEPT]],
        "further_findings": max(0, len(plan.findings) - MOST_FINDINGS_KEPT),
        "examples": [
            {
                "row": each.number,
                **each.texts(),
                "kind_words": SystemKind(each.kind).label,
                "lifecycle_words": Lifecycle(each.lifecycle).label,
            }
            for each in [*plan.new, *(changed.entry for changed in plan.changed)][:EXAMPLES]
        ],
    }
