"""Text that people type, made safe to keep: no control characters, one Unicode form."""

import unicodedata

from people.errors import InvalidInput

_KEPT_CONTROLS = {"\n", "\t"}


def tidy(text: str, *, lines: bool = False) -> str:
    """The text in NFC without control characters, trimmed; on one line unless `lines`."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        char for char in text if char in _KEPT_CONTROLS or unicodedata.category(char) != "Cc"
    )
    # A lone surrogate cannot be stored as UTF-8.
    text = text.encode("utf-8", "ignore").decode()
    return text.strip() if lines else " ".join(text.split())


def required_text(text: str, field: str, *, label: str, most: int, lines: bool = True) -> str:
    """The tidied text.

    Raises:
        InvalidInput: nothing is left of it, or it is longer than `most` characters.
    """
    text = optional_text(text, field, label=label, most=most, lines=lines)
    if not text:
        raise InvalidInput(f"{label} is empty.", way_out="One sentence is enough.", field=field)
    return text


def optional_text(text: str, field: str, *, label: str, most: int, lines: bool = True) -> str:
    """The tidied text, perhaps empty.

    Raises:
        InvalidInput: it is longer than `most` characters.
    """
    text = tidy(text, lines=lines)
    if len(text) > most:
        raise InvalidInput(
            f"{label} has {len(text)} characters.",
            way_out=f"Shorten it to {most} or fewer.",
            field=field,
        )
    return text
