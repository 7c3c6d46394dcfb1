"""The organisation's norms: thresholds that Joinery proposes and the organisation may change.

The catalogue says each norm once; a row of `Norm` stands where the organisation chose another
value. Within a request or a run they are read once.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.signals import request_finished, request_started

from governance.models import Norm
from people.models import User
from people.vocabulary import Role

DAYS = "days"
WORKING_DAYS = "working days"
PERCENT = "%"
MONTHS = "months"
COUNT = "at least"
SWITCH = "on or off"


@dataclass(frozen=True, slots=True)
class NormDefinition:
    """One threshold.

    Attributes:
        default: what Joinery proposes (DOMAIN 4 to 6).
        least: the smallest value that means something; 0 and 1 for a switch.
        used_by: ids of the rules that go by it.
    """

    name: str
    label: str
    unit: str
    default: int
    used_by: tuple[str, ...]
    group: str
    least: int = 1
    most: int = 365

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return self.unit == SWITCH

    def in_words(self, value: int) -> str:
        """As in "14 days", "60 %", "at least 5", "on"."""
        if self.is_switch:
            return "on" if value else "off"
        if self.unit == COUNT:
            return f"at least {value}"
        unit = self.unit.removesuffix("s") if value == 1 else self.unit
        return f"{value} {unit}"


_SIGNALS, _MOVING, _FIGURES = "Signals", "Moving on", "Figures and practices"


def _norm(
    name: str, label: str, unit: str, default: int, used_by: str, group: str, **limits: int
) -> NormDefinition:
    if unit == PERCENT:
        limits.setdefault("most", 100)
    return NormDefinition(name, label, unit, default, tuple(used_by.split()), group, **limits)


_ALL = (
    _norm("response_days", "An answer is owed within", WORKING_DAYS, 5, "M8 D20", _SIGNALS),
    _norm("invite_days", "IT is invited within", DAYS, 7, "D01", _SIGNALS),
    _norm("visibility_days", "Restricted without IT at most", DAYS, 14, "D03", _SIGNALS),
    _norm("discussed_days", "Discussed before it is escalated", WORKING_DAYS, 2, "D04", _SIGNALS),
    _norm("alone_days", "A trial runs without IT at most", DAYS, 14, "D05", _SIGNALS),
    _norm("moved_days", "A planned day moves at most", DAYS, 30, "D06", _SIGNALS),
    _norm("ownership_days", "Ownership is named within", DAYS, 30, "D08", _SIGNALS),
    _norm("one_off_days", "One session is enough for", DAYS, 21, "D11", _SIGNALS),
    _norm("owner_days", "A decision finds its owner within", WORKING_DAYS, 10, "D12", _SIGNALS),
    _norm("overdue_days", "A carried item is late at most", DAYS, 14, "D13", _SIGNALS),
    _norm("late_share", "Inputs after the design baseline below", PERCENT, 60, "D14", _SIGNALS),
    _norm("funded_months", "Run cost and benefits reach", MONTHS, 12, "D19", _SIGNALS, most=120),
    _norm("rest_days", "An explained signal rests for", DAYS, 14, "B119", _SIGNALS),
    _norm(
        "executive_days",
        "Executives hear of what cannot wait after",
        WORKING_DAYS,
        5,
        "B119",
        _SIGNALS,
    ),
    _norm("floor", "The three facts of the floor are needed", SWITCH, 1, "", _MOVING, least=0),
    _norm("carry_days", "An item is carried forward at most", DAYS, 30, "D13", _MOVING),
    _norm("view_days", "Each side says its view within", WORKING_DAYS, 3, "", _MOVING),
    _norm("cadence_share", "Sessions are held", PERCENT, 75, "M9", _FIGURES),
    _norm("two_sided_share", "Both sides are present", PERCENT, 80, "M10", _FIGURES),
    _norm("discussed_share", "Discussed before escalating", PERCENT, 90, "M11", _FIGURES),
    _norm(
        "smallest_sample",
        "Shares and medians are shown from",
        COUNT,
        5,
        "",
        _FIGURES,
        least=5,
        most=50,
    ),
)
NORMS: dict[str, NormDefinition] = {each.name: each for each in _ALL}


class Norms(Mapping[str, int]):
    """Every norm by name, as the organisation has it."""

    def __init__(self, chosen: Mapping[str, int]) -> None:
        self._values = {
            name: chosen.get(name, definition.default) for name, definition in NORMS.items()
        }

    def __getitem__(self, name: str) -> int:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


PROPOSED = Norms({})

# None: read anew each time; an empty list: read at first need and kept there.
_read_once: ContextVar[list[Norms] | None] = ContextVar("norms", default=None)


def current_norms() -> Norms:
    """Every norm; one query, none where the request or run has read them."""
    kept = _read_once.get()
    if kept:
        return kept[0]
    norms = Norms(dict(Norm.objects.values_list("name", "value")))
    if kept is not None:
        kept.append(norms)
    return norms


def norm(name: str) -> int:
    """The value of one norm; a switch is 0 or 1.

    Raises:
        KeyError: the catalogue has no such norm.
    """
    return current_norms()[name]


@dataclass(frozen=True, slots=True)
class NormInForce:
    """A norm with the value that holds."""

    definition: NormDefinition
    value: int
    changed_at: dt.datetime | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.definition.name

    @property
    def group(self) -> str:
        """The heading it stands under."""
        return self.definition.group

    @property
    def in_words(self) -> str:
        """The value that holds."""
        return self.definition.in_words(self.value)

    @property
    def proposed(self) -> str:
        """What Joinery proposes, in words; empty where that is what holds."""
        if self.value == self.definition.default:
            return ""
        return self.definition.in_words(self.definition.default)


def norms_in_force() -> list[NormInForce]:
    """Every norm in the order of the catalogue; one query."""
    chosen = Norm.objects.in_bulk()
    return [
        NormInForce(each, chosen[each.name].value, chosen[each.name].changed_at)
        if each.name in chosen
        else NormInForce(each, each.default)
        for each in NORMS.values()
    ]


def may_read_norms(user: User) -> bool:
    """Executives and administrators; the rules themselves stand on every signal."""
    return user.is_staff or user.holds(Role.EXECUTIVE)


@contextmanager
def read_once() -> Iterator[None]:
    """Within this block norms are read once."""
    token = _read_once.set([])
    try:
        yield
    finally:
        _read_once.reset(token)


def forget_read() -> None:
    """Read them anew: one was changed."""
    kept = _read_once.get()
    if kept is not None:
        kept.clear()


def _begin_request(**_: Any) -> None:
    _read_once.set([])


def _end_request(**_: Any) -> None:
    _read_once.set(None)


request_started.connect(_begin_request, dispatch_uid="norms-begin")
request_finished.connect(_end_request, dispatch_uid="norms-end")
