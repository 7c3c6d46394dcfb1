"""Readable references: `AI-2026-0001`, `IN-0001`."""

from initiatives.models import ReferenceSeries


def lock_series(prefix: str) -> ReferenceSeries:
    """The series, locked until the caller's transaction ends.

    Holding it serialises those who create the same kind of thing, so that numbers are dense and
    a form sent twice finds what its first sending made.
    """
    ReferenceSeries.objects.get_or_create(prefix=prefix)
    return ReferenceSeries.objects.select_for_update().get(prefix=prefix)


def take_references(series: ReferenceSeries, count: int = 1) -> list[str]:
    """The next free references of a locked series."""
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return [f"{series.prefix}{number:04d}" for number in range(first, first + count)]


def next_references(prefix: str, count: int = 1) -> list[str]:
    """The next free references of a series, inside the caller's transaction."""
    return take_references(lock_series(prefix), count)
