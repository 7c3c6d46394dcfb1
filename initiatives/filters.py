"""The one way to a filtered list of initiatives, for the page, the exports and the API alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from initiatives.models import Initiative
from initiatives.queries import listed, search
from initiatives.vocabulary import OperationalStatus, Stage, Status
from people.models import Unit, User
from people.text import tidy

LONGEST_SEARCH = 200


class ListFilter:
    """One way to narrow a list of initiatives; apps above name theirs in INITIATIVE_FILTERS.

    Attributes:
        name: the parameter in the address, unique among the filters.
        label: the words over the choice.
        viewer: who looks, for filters that depend on it.
    """

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""

    def __init__(self, viewer: User) -> None:
        self.viewer = viewer

    def choices(self) -> list[tuple[str, str]]:
        """Values as they stand in the address, with the words that people read."""
        raise NotImplementedError

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        """The initiatives that match; `value` is one of the choices. Must not repeat rows."""
        raise NotImplementedError

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """The choices, read once."""
        return self.choices()


class UnitFilter(ListFilter):
    """Whose initiative it is."""

    name = "unit"
    label = "Unit"

    def choices(self) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Unit.objects.values_list("pk", "name")]

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        return initiatives.filter(unit_id=int(value))


class StageFilter(ListFilter):
    """Where it is."""

    name = "stage"
    label = "Stage"

    def choices(self) -> list[tuple[str, str]]:
        return list(Stage.choices)

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        return initiatives.filter(stage=value)


class StatusFilter(ListFilter):
    """Whether work goes on."""

    name = "status"
    label = "Work"

    def choices(self) -> list[tuple[str, str]]:
        return list(Status.choices)

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        return initiatives.filter(status=value)


class OperationalStatusFilter(ListFilter):
    """How it runs."""

    name = "operational_status"
    label = "How it runs"

    def choices(self) -> list[tuple[str, str]]:
        return list(OperationalStatus.choices)

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        return initiatives.filter(operational_status=value)


_OWN_FILTERS: tuple[type[ListFilter], ...] = (
    UnitFilter,
    StageFilter,
    StatusFilter,
    OperationalStatusFilter,
)

_TITLE = {"title_key": Lower("title")}
_STAGE = {
    "stage_place": Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)),
        output_field=IntegerField(),
    )
}


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list, and turned round. Its keys end in one that no two initiatives share."""

    label: str
    turned_label: str
    keys: tuple[str, ...]
    annotations: Mapping[str, Any]


SORTS: dict[str, Sort] = {
    "newest": Sort("newest first", "oldest first", ("-registered_at", "-pk"), {}),
    "changed": Sort(
        "recently changed first", "longest unchanged first", ("-updated_at", "-pk"), {}
    ),
    "title": Sort("by title", "by title from the end", ("title_key", "pk"), _TITLE),
    "unit": Sort("by unit", "by unit from the end", ("unit__name", "title_key", "pk"), _TITLE),
    "stage": Sort(
        "by stage", "by stage from the end", ("stage_place", "-registered_at", "-pk"), _STAGE
    ),
}
USUAL_SORT = "newest"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in use."""

    name: str
    label: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class InitiativeList:
    """Initiatives as asked for, in order, not cut into pages yet.

    Attributes:
        initiatives: what the viewer may see of them.
        keys: the order, ready for `initiatives.pagination.page_of`.
        sort: a name of `SORTS`, after a minus where the order is turned round.
        not_understood: parameters that were left aside, each with a sentence that says so.
    """

    viewer: User
    initiatives: QuerySet[Initiative]
    keys: tuple[str, ...]
    sort: str
    words: str
    filters: list[ListFilter]
    chosen: list[Chosen]
    not_understood: dict[str, str]

    @property
    def sort_words(self) -> str:
        """The order in words."""
        sort = SORTS[self.sort.removeprefix("-")]
        return sort.turned_label if self.sort.startswith("-") else sort.label

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was searched or chosen."""
        return bool(self.words or self.chosen)


def filtered_initiatives(viewer: User, params: Mapping[str, str]) -> InitiativeList:
    """The list that the parameters of an address ask for; no query but for the units on offer.

    Known parameters are `q` (every word must occur), `sort`, and the names of the filters.
    """
    not_understood: dict[str, str] = {}
    words = tidy(params.get("q", ""))[:LONGEST_SEARCH]
    filters = [each(viewer) for each in _filter_classes()]
    initiatives: QuerySet[Initiative] = search(listed(viewer), words)
    chosen = []
    for each in filters:
        value = params.get(each.name, "")
        if not value:
            continue
        known = dict(each.offered).get(value)
        if known is None:
            not_understood[each.name] = f"{each.label} “{tidy(value)[:60]}” is not known."
            continue
        initiatives = each.apply(initiatives, value)
        chosen.append(Chosen(each.name, each.label, value, known))
    sort = params.get("sort") or USUAL_SORT
    if sort.removeprefix("-") not in SORTS:
        not_understood["sort"] = f"The order “{tidy(sort)[:60]}” is not known."
        sort = USUAL_SORT
    keys, ordered = _in_order(initiatives, sort)
    return InitiativeList(viewer, ordered, keys, sort, words, filters, chosen, not_understood)


def _filter_classes() -> list[type[ListFilter]]:
    from_above: list[type[ListFilter]] = [
        import_string(path) for path in settings.INITIATIVE_FILTERS
    ]
    return [*_OWN_FILTERS, *from_above]


def _in_order(
    initiatives: QuerySet[Initiative], sort: str
) -> tuple[tuple[str, ...], QuerySet[Initiative]]:
    wanted = SORTS[sort.removeprefix("-")]
    keys = wanted.keys
    if sort.startswith("-"):
        keys = tuple(key[1:] if key.startswith("-") else f"-{key}" for key in keys)
    return keys, initiatives.annotate(**wanted.annotations).order_by(*keys)
