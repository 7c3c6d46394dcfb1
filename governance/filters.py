"""How governance narrows the list of initiatives."""

from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from governance.models import DesignInput
from governance.vocabulary import OPEN_STATES, ConcernGroup
from initiatives.filters import ListFilter
from initiatives.models import Initiative


class ConcernFilter(ListFilter):
    """Initiatives where a design input of this concern waits for its answer."""

    name: ClassVar[str] = "concern"
    label: ClassVar[str] = "Open concern"

    def choices(self) -> list[tuple[str, str]]:
        return list(ConcernGroup.choices)

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        waiting = DesignInput.objects.filter(
            initiative=OuterRef("pk"), concern_group=value, state__in=OPEN_STATES
        )
        return initiatives.filter(Exists(waiting))
