"""How governance narrows the list of initiatives."""

from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from governance.queries import waiting_inputs
from governance.vocabulary import ConcernGroup
from initiatives.filters import ListFilter
from initiatives.models import Initiative


class ConcernFilter(ListFilter):
    """Initiatives where a design input of this concern waits for its answer."""

    name: ClassVar[str] = "concern"
    label: ClassVar[str] = "Open concern"

    def choices(self) -> list[tuple[str, str]]:
        return list(ConcernGroup.choices)

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        waiting = waiting_inputs().filter(initiative=OuterRef("pk"), concern_group=value)
        return initiatives.filter(Exists(waiting))
