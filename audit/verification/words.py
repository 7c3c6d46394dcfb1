"""Words that several findings share."""


def indexes(first: int, last: int) -> str:
    """A range of the log."""
    return f"index {first}" if first == last else f"indexes {first} to {last}"
