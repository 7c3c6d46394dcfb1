"""How figures and signals narrow the list of initiatives, so that each opens its own list."""

from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from governance.figures.practices import PRACTICES
from governance.figures.queries import portfolio_facts, practices_counted
from governance.figures.telling import METRICS
from governance.signals.findings import detectors
from governance.signals.queries import open_signals
from initiatives.filters import ListFilter
from initiatives.models import Initiative

NAME = "involvement"
_NOT_YET = "_not_yet"


class InvolvementFilter(ListFilter):
    """Initiatives where a practice is in place or not, or that count in a figure."""

    name: ClassVar[str] = NAME
    label: ClassVar[str] = "Involvement"

    def choices(self) -> list[tuple[str, str]]:
        practices = [
            choice
            for name, (label, _) in PRACTICES.items()
            for choice in ((name, label), (f"{name}{_NOT_YET}", f"Not yet: {label}"))
        ]
        return practices + [(each.id, f"Counts in: {each.label}") for each in METRICS]

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        facts = portfolio_facts(self.viewer)
        metric = next((each for each in METRICS if each.id == value), None)
        if metric is not None:
            behind = {each.initiative.pk for each in facts if metric.counts(each)}
        else:
            counted = practices_counted(facts)[value.removesuffix(_NOT_YET)]
            behind = counted[not value.endswith(_NOT_YET)]
        return initiatives.filter(pk__in=behind)


class SignalFilter(ListFilter):
    """Initiatives where a pattern stands now."""

    name: ClassVar[str] = "signal"
    label: ClassVar[str] = "Signal"

    def choices(self) -> list[tuple[str, str]]:
        return [(each.id, each.label) for each in detectors()]

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        standing = open_signals(self.viewer).filter(detector=value, initiative=OuterRef("pk"))
        return initiatives.filter(Exists(standing))
