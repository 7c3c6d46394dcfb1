"""Pages of a list by place, not by number: nothing is skipped or shown twice as rows arrive."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 50

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list.

    Attributes:
        before: the place for the page before this one; empty on the first.
        after: the place for the page after it; empty on the last.
        lost: the place asked for could not be read, so this is the beginning.
    """

    rows: list[Row]
    before: str = ""
    after: str = ""
    lost: bool = False


def page_of(
    rows: QuerySet[Row],
    keys: Sequence[str],
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """The rows after or before a place, or the first ones; at most two queries.

    `keys` are the fields of `order_by`, the last of them unique; none may be null. A place is
    opaque and signed, so an address cannot smuggle in another one.
    """
    place = _read(after or before, rows.model, keys)
    if place is None:
        return _first_page(rows, keys, size, lost=bool(after or before))
    if after:
        found = list(rows.filter(_beyond(keys, place)).order_by(*keys)[: size + 1])
        return _page(found[:size], keys, earlier=True, later=len(found) > size)
    turned = [_turned(key) for key in keys]
    found = list(rows.filter(_beyond(turned, place)).order_by(*turned)[: size + 1])
    if len(found) <= size:
        # Fewer than a page are left before the place; the first page is always a full one.
        return _first_page(rows, keys, size, lost=False)
    return _page(found[:size][::-1], keys, earlier=True, later=True)


def _first_page(rows: QuerySet[Row], keys: Sequence[str], size: int, *, lost: bool) -> Page[Row]:
    found = list(rows.order_by(*keys)[: size + 1])
    return _page(found[:size], keys, earlier=False, later=len(found) > size, lost=lost)


def _page(
    rows: list[Row], keys: Sequence[str], *, earlier: bool, later: bool, lost: bool = False
) -> Page[Row]:
    if not rows:
        return Page([], lost=lost)
    return Page(
        rows,
        before=_written(rows[0], keys) if earlier else "",
        after=_written(rows[-1], keys) if later else "",
        lost=lost,
    )


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], place: Sequence[Any]) -> Q:
    """Rows that come after the place: a later first key, or an equal one and a later second."""
    condition = Q()
    equal: dict[str, Any] = {}
    for key, value in zip(keys, place, strict=True):
        field = key.removeprefix("-")
        side = "lt" if key.startswith("-") else "gt"
        condition |= Q(**equal, **{f"{field}__{side}": value})
        equal[field] = value
    return condition


def _salt(model: type[Model], keys: Sequence[str]) -> str:
    """A place among other rows is none here, even where the fields are called the same."""
    return f"place in a list of {model._meta.label} by {','.join(keys)}"  # noqa: SLF001 - documented


def _written(row: Model, keys: Sequence[str]) -> str:
    values = [_value(row, key) for key in keys]
    return signing.dumps(values, salt=_salt(type(row), keys), compress=True)


def _value(row: Any, key: str) -> Any:
    for name in key.removeprefix("-").split("__"):
        row = getattr(row, name)
    if isinstance(row, uuid.UUID):
        return str(row)
    return row.isoformat() if isinstance(row, dt.datetime) else row


def _read(place: str, model: type[Model], keys: Sequence[str]) -> list[Any] | None:
    if not place:
        return None
    try:
        values: list[Any] = signing.loads(place, salt=_salt(model, keys))
    except signing.BadSignature:
        return None
    return values
