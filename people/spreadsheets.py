"""Text that spreadsheets open without running it."""

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def inert(cell: str) -> str:
    """The text, after an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(RUN_BY_SPREADSHEETS) else cell
