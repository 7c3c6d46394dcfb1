"""What goes on paper: PDF that a screen reader can read (PDF/UA), typeset from plain data.

What people wrote goes to the typesetter as data, never as markup; it has neither network nor any
file but its own.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

# What the typesetter's own font has letters for; then what every font has.
_PRINTABLE = (
    re.compile(r"[^\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2026€™]"),
    re.compile(r"[^\x20-\x7e\xa0-\xff\u2010-\u2026€]"),
)
_UNPRINTED = "[…]"


def typeset(template: Path, content: Mapping[str, Any]) -> bytes:
    """The content in the template, as PDF/UA-1; letters that its font lacks read as […]."""
    data = json.dumps(content, ensure_ascii=False)
    for unprintable in (None, *_PRINTABLE):
        try:
            return _compiled(template, _printable(data, unprintable))
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise AssertionError("Plain letters are always printable.")


def cut(text: str, most: int) -> str:
    """The text on one line, with an ellipsis where it is longer than `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _compiled(template: Path, data: str) -> bytes:
    pdf = typst.compile(
        template.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        timestamp=int(timezone.now().timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("One document is one PDF.")
    return pdf


def _printable(data: str, unprintable: "re.Pattern[str] | None") -> str:
    if unprintable is None:
        return data
    return re.sub(f"(?:{unprintable.pattern})+", _UNPRINTED, data)
