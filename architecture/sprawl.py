"""How links, twins, custom artefacts and pilot debt grew, month by month (B34, B83, B86, B111).

Everything is counted from dates that stand on the rows; nothing is counted by person.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone

from architecture.models import CustomArtefact, DesignStateChange, Integration, PilotDebt
from architecture.models.integrations import OF_WORK
from architecture.twins import Link, are_twins, same_links
from architecture.vocabulary import LINK_STYLES, WRITING, DesignState, IntegrationStyle
from initiatives.models import Interruption
from initiatives.vocabulary import Status
from people.models import User

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the bar of a month, from 0 to 100."""

    look: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was there at the end of a month, or is there today in the last one.

    Attributes:
        links: integrations registered and not retired, of work that had not ended.
        twins: those of them that another initiative has as well.
        artefacts: custom artefacts of the links.
        debt, overdue: what pilots left behind and nobody has closed; past its day.
    """

    day: dt.date
    links: int
    twins: int
    artefacts: int
    debt: int
    overdue: int
    segments: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sprawl:
    """The months, oldest first, and what stands today.

    Attributes:
        writing: links that change data in a system.
        direct_db: links straight into a database.
    """

    months: list[Month]
    writing: int
    direct_db: int

    @property
    def now(self) -> Month:
        """Today."""
        return self.months[-1]

    @property
    def since(self) -> Month:
        """The oldest month."""
        return self.months[0]


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when something was there."""

    since: dt.date
    until: dt.date | None

    def on(self, day: dt.date) -> bool:
        """Whether it was there at the end of the day."""
        return self.since <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class _Lived(_Span):
    """The same of a link."""

    is_writing: bool
    is_direct_db: bool


def sprawl(viewer: User, *, months: int = MONTHS) -> Sprawl:
    """The figures over what the person may see; five queries."""
    visible = Integration.objects.visible_to(viewer)
    today = timezone.localdate(timezone=dt.UTC)
    lived = _lives(visible)
    direct = visible.filter(style__in=LINK_STYLES)
    same = [
        [(link, lived[link.pk]) for link in links if link.pk in lived]
        for _, links in same_links(direct)
    ]
    debts = list(visible_debts(viewer).order_by().values_list("noted_at", "closed_at", "due_on"))
    artefacts = _artefacts(visible, lived)
    counted = []
    for day in _month_ends(today, months):
        there = [each for each in lived.values() if each.on(day)]
        open_debts = [each for each in debts if _is_open(each, day)]
        twins = {link.pk for links in same for link in _twins_on(links, day)}
        counted.append(
            Month(
                day,
                len(there),
                len(twins),
                sum(1 for link, each in artefacts if link.on(day) and each.on(day)),
                len(open_debts),
                sum(1 for _, _, due_on in open_debts if due_on and due_on < day),
            )
        )
    now = [each for each in lived.values() if each.until is None]
    return Sprawl(
        _drawn(counted),
        sum(each.is_writing for each in now),
        sum(each.is_direct_db for each in now),
    )


def visible_artefacts(viewer: User) -> QuerySet[CustomArtefact]:
    """Custom artefacts of links that the person may see (B83)."""
    links = Integration.objects.visible_to(viewer).of_work()
    return CustomArtefact.objects.filter(integration__in=links)


def visible_debts(viewer: User) -> QuerySet[PilotDebt]:
    """What pilots left behind, closed or not, that the person may see (B34)."""
    return PilotDebt.objects.filter(integration__in=Integration.objects.visible_to(viewer))


def open_debts(viewer: User, *, overdue: bool = False) -> QuerySet[PilotDebt]:
    """What nobody has closed; only what is past its day where `overdue`."""
    rows = visible_debts(viewer).filter(closed_at=None)
    today = timezone.localdate(timezone=dt.UTC)
    return rows.filter(due_on__lt=today) if overdue else rows


def _lives(visible: QuerySet[Integration]) -> dict[int, _Lived]:
    """When each link was there; one that is retired without a date was never there."""
    retired = (
        DesignStateChange.objects.filter(integration=OuterRef("pk"), to_state=DesignState.RETIRED)
        .order_by()
        .values("integration")
        .annotate(last=Max("at"))
        .values("last")
    )
    standing = Interruption.objects.filter(initiative=OuterRef("initiative"), ended_at=None)
    stopped = standing.exclude(status=Status.PAUSED).values("since")
    rows = (
        visible.filter(~Q(design_state=DesignState.RETIRED) | Q(pk__in=_retired_ever()))
        .annotate(
            retired=Subquery(retired),
            stopped=Subquery(stopped),
            is_there=ExpressionWrapper(OF_WORK, output_field=BooleanField()),
        )
        .order_by()
        .values_list(
            "pk", "registered_at", "design_state", "is_there", "retired", "stopped",
            "initiative__updated_at", "direction", "style",
        )
    )  # fmt: skip
    return {
        pk: _Lived(
            _day(since),
            None if is_there else _day(_ended(state, retired, stopped, updated)),
            direction in WRITING,
            style == IntegrationStyle.DIRECT_DB,
        )
        for pk, since, state, is_there, retired, stopped, updated, direction, style
        in rows
    }  # fmt: skip


def _ended(
    state: str, retired: dt.datetime | None, stopped: dt.datetime | None, updated: dt.datetime
) -> dt.datetime:
    """When a link that is gone went: it was retired, or the work on it ended.

    Of work that is over and was not stopped, the last change is the nearest that is known.
    """
    known = [each for each in (retired if state == DesignState.RETIRED else None, stopped) if each]
    return min(known, default=updated)


def _artefacts(
    visible: QuerySet[Integration], lived: Mapping[int, _Lived]
) -> list[tuple[_Lived, _Span]]:
    """Custom artefacts, each with its link: it was there while both were."""
    rows = CustomArtefact.ever.filter(integration__in=visible).order_by()
    return [
        (lived[link], _Span(_day(noted), _day(ended) if ended else None))
        for link, noted, ended in rows.values_list("integration", "noted_at", "ended_at")
        if link in lived
    ]


def _retired_ever() -> QuerySet[DesignStateChange]:
    changes = DesignStateChange.objects.filter(to_state=DesignState.RETIRED)
    rows: QuerySet[DesignStateChange] = changes.order_by().values("integration")  # type: ignore[assignment]
    return rows


def _twins_on(links: Sequence[tuple[Link, _Lived]], day: dt.date) -> Iterable[Link]:
    there = [link for link, lived in links if lived.on(day)]
    return there if are_twins(there) else ()


def _is_open(debt: tuple[dt.datetime, dt.datetime | None, dt.date | None], day: dt.date) -> bool:
    noted, closed, _ = debt
    return _day(noted) <= day and (closed is None or _day(closed) > day)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()


def _month_ends(today: dt.date, months: int) -> list[dt.date]:
    """The last days of so many months, the last of them today, oldest first."""
    ends = [today]
    first = today.replace(day=1)
    for _ in range(months - 1):
        ends.append(first - dt.timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends[::-1]


def _drawn(months: list[Month]) -> list[Month]:
    """Each month with its bar: twins first, then the other links."""
    most = max((each.links for each in months), default=0) or 1
    drawn = []
    for each in months:
        twins = round(100 * each.twins / most)
        whole = round(100 * each.links / most)
        pieces = [Piece("attention", 0, twins)] if twins else []
        if whole > twins:
            pieces.append(Piece("", twins, whole - twins))
        drawn.append(
            Month(
                each.day,
                each.links,
                each.twins,
                each.artefacts,
                each.debt,
                each.overdue,
                pieces,
            )
        )
    return drawn
