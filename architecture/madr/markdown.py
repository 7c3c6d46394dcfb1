"""Markdown cut at its headings and lists, as CommonMark reads it: code blocks hold no headings."""

import itertools
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
_MARK = re.compile(r"^\s*(?:[*+-]|[0-9]+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text up to the next one; level 0 is what stands before the first."""

    level: int
    heading: str
    text: str

    @property
    def whole(self) -> str:
        """The text with its heading, as it was written."""
        heading = f"{'#' * self.level} {self.heading}" if self.heading else ""
        return "\n\n".join(each for each in (heading, self.text) if each)


def sections(body: str) -> list[Section]:
    """The body's sections in their order, without comments."""
    body = _COMMENT.sub("", body)
    lines = body.split("\n")
    cuts: list[tuple[int, int, int, str]] = [
        (token.map[0], token.map[1], int(token.tag[1]), inline.content.strip())
        for token, inline in itertools.pairwise(_MARKDOWN.parse(body))
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    starts = [cut[0] for cut in cuts] + [len(lines)]
    found = [Section(0, "", "\n".join(lines[: starts[0]]).strip())]
    for number, (_, last, level, heading) in enumerate(cuts):
        text = "\n".join(lines[last : starts[number + 1]]).strip()
        found.append(Section(level, heading, text))
    return [each for each in found if each.heading or each.text]


@dataclass(frozen=True, slots=True)
class Listed:
    """The first-level list items of a text, without their marks, and what stands around them."""

    items: list[str]
    around: str


def listed(text: str) -> Listed:
    """The text taken apart into its list and the rest."""
    lines = text.split("\n")
    items, taken = [], set()
    for token in _MARKDOWN.parse(text):
        if token.type == "list_item_open" and token.level == 1 and token.map:
            first, last = token.map
            taken |= set(range(first, last))
            item = _MARK.sub("", "\n".join(lines[first:last]))
            items.append(_outdented(item))
    around = "\n".join(line for number, line in enumerate(lines) if number not in taken)
    around = re.sub(r"\n{3,}", "\n\n", around).strip()
    return Listed([each for each in items if each and each != "…"], around)


def as_list(items: list[str] | tuple[str, ...]) -> str:
    """The items as a list, each with its further lines under its own."""
    return "\n".join("* " + re.sub(r"\n(?=[^\n])", "\n  ", each) for each in items)


def _outdented(item: str) -> str:
    first, *rest = item.rstrip().split("\n")
    depth = min((len(each) - len(each.lstrip()) for each in rest if each.strip()), default=0)
    return "\n".join([first, *(each[depth:].rstrip() for each in rest)]).strip()
