"""Text that spreadsheets open without running it."""

import re

_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001
# Apostrophes that stand there already are led by one more, so that reading takes off just that.
_RUN = re.compile(f"'*{_FORMULA}")
_MADE_INERT = re.compile(f"'+{_FORMULA}")


def inert(cell: str) -> str:
    """The text, after an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _RUN.match(cell) else cell


def as_meant(cell: str) -> str:
    """What `inert` was given, of a cell in a table of our own that comes back."""
    return cell[1:] if _MADE_INERT.match(cell) else cell
