"""Decision records as a folder of MADR files that a git repository can take, and back."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import slugify

from architecture.actions.madr import FileTaken
from architecture.madr import Madr, MadrOption, MadrReading, UnreadableMadrError, read_madr
from architecture.models import DecisionRecord
from people.archives import DAMAGED

MOST_FILES = 500
MOST_CHARACTERS = 5_000_000
# A zip made twice of the same records is the same file.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_IS_RECORD = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
_ABOUT_THE_FOLDER = re.compile(r"^(?:readme|index|.*template.*)\.", re.IGNORECASE)


def madr_of(decision: DecisionRecord) -> Madr:
    """The record as a MADR file tells it; asks nothing where `with_deciders` has read it."""
    return Madr(
        title=decision.title,
        status=decision.status,
        replaced_by=_number(decision.replaced_by) if decision.replaced_by else "",
        decided_on=decision.decided_on,
        deciders=tuple(str(each) for each in decision.deciders.all()),
        consulted=tuple(decision.consulted),
        informed=tuple(decision.informed),
        context=decision.context,
        drivers=tuple(decision.drivers),
        options=tuple(
            MadrOption(
                each.get("title", ""),
                each.get("description", ""),
                *(tuple(each.get(side, [])) for side in ("good", "neutral", "bad")),
            )
            for each in decision.options
        ),
        chosen=decision.chosen_option,
        outcome=decision.outcome,
        consequences=tuple(decision.consequences),
        confirmation=decision.confirmation,
        more=decision.more_information,
        further=tuple((each["heading"], each["text"]) for each in decision.further_sections),
        reference=decision.reference,
        integration=decision.integration.reference if decision.integration else "",
        inputs=tuple(each.input_reference for each in decision.embodied.all()),
        front=tuple((name, value) for name, value in decision.front_matter),
    )


def file_name(decision: DecisionRecord) -> str:
    """The name it came with, else its number and title.

    Titles stay once a record is decided, so names do; where one changes before, git shows a move.
    """
    if decision.source_key:
        return decision.source_key
    slug = slugify(decision.title)[:60].strip("-") or "record"
    return f"{_number(decision)}-{slug}.md"


def folder(texts: Iterable[tuple[str, str]]) -> bytes:
    """The files as one zip with a folder `decisions`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts:
            info = zipfile.ZipInfo(f"decisions/{name}", date_time=_ALWAYS)
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode())
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """One file and how far it could be read; `reading` is None where it is no record."""

    name: str
    reading: MadrReading | None
    why: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that it lacks, in words."""
        return self.reading.missing if self.reading else ()


@dataclass(slots=True)
class Brought:
    """What somebody brought: files by name, and what could not be opened at all."""

    texts: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    def read(self) -> list[BroughtFile]:
        """Every file, in the order of their names."""
        return [_read(name, text) for name, text in sorted(self.texts.items())]

    def to_take(self, *, only_whole: bool) -> list[FileTaken]:
        """The records to take: those that lack nothing, or all as far as they go."""
        return [
            FileTaken(each.name, each.reading.madr)
            for each in self.read()
            if each.reading and (each.reading.is_whole or not only_whole)
        ]


def opened(name: str, content: bytes) -> Brought:
    """The Markdown files in what was brought: one file, or a zip of a folder."""
    if content[:4] == b"PK\x03\x04":
        return _unzipped(content)
    text = _text(content)
    if text is None:
        return Brought(trouble="It is neither Markdown in UTF-8 nor a zip.")
    return Brought({_base(name): text})


def _unzipped(content: bytes) -> Brought:
    brought = Brought()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [each for each in archive.infolist() if _is_record(each)]
            if len(inside) > MOST_FILES or sum(each.file_size for each in inside) > MOST_CHARACTERS:
                return Brought(
                    trouble=f"It holds more than {MOST_FILES} records, or too much text."
                )
            for each in inside:
                text = _text(archive.read(each))
                brought.texts[_base(each.filename)] = text if text is not None else ""
    except DAMAGED:
        return Brought(trouble="The zip cannot be opened; make it anew, without a password.")
    if not brought.texts:
        brought.trouble = "There is no Markdown file in it."
    return brought


def _is_record(each: zipfile.ZipInfo) -> bool:
    name = _base(each.filename)
    return bool(_IS_RECORD.search(name)) and not _ABOUT_THE_FOLDER.match(name)


def _read(name: str, text: str) -> BroughtFile:
    try:
        return BroughtFile(name, read_madr(text))
    except UnreadableMadrError as error:
        return BroughtFile(name, None, str(error))


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][:300]


def _number(decision: DecisionRecord) -> str:
    if decision.source_key[:4].isdigit():
        return decision.source_key[:4]
    return decision.reference.removeprefix("ADR-")
