"""Which column of a sheet is what: suggested from its heading, changed by whoever brings it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from initiatives.inventory.mapping_tables import Table
from initiatives.inventory.wording import folded
from people.errors import InvalidInput
from vendors.vocabulary import ControlOwner, PlainAnswer


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can hold.

    Attributes:
        headings: spellings by which it is known, the likeliest first.
    """

    name: str
    label: str
    headings: tuple[str, ...]


TARGETS = (
    Target(
        "number",
        "Number of the question",
        ("Number", "Question ID", "Question number", "Ques Num", "QID", "ID", "No", "Ref", "#"),
    ),
    Target(
        "question",
        "Question",
        ("Question", "Questions", "Consensus Assessment Question", "Question/Request", "Text"),
    ),
    Target(
        "plain_answer",
        "Short answer",
        ("Short answer", "CSP CAIQ Answer", "AI-CAIQ Answer", "Answer", "Response", "Yes/No"),
    ),
    Target(
        "control_owner",
        "Whose duty it is",
        (
            "Whose duty it is",
            "SSRM Control Ownership",
            "Shared Security Responsibility Model",
            "Control ownership",
            "Responsibility",
        ),
    ),
    Target(
        "text",
        "Answer in words",
        (
            "Answer in words",
            "CSP Implementation Description",
            "CSP Implementation Description (Optional/Recommended)",
            "Implementation Description",
            "Additional Information",
            "Explanation",
            "Comments",
            "Notes",
            "Description",
        ),
    ),
)
BY_NAME = {target.name: target for target in TARGETS}
NUMBER, QUESTION, PLAIN_ANSWER, CONTROL_OWNER, TEXT = (target.name for target in TARGETS)
ANSWERS = (PLAIN_ANSWER, CONTROL_OWNER, TEXT)

Columns = Mapping[str, int]
WORDS: dict[str, dict[str, str]] = {
    PLAIN_ANSWER: {
        "yes": PlainAnswer.YES,
        "y": PlainAnswer.YES,
        "true": PlainAnswer.YES,
        "no": PlainAnswer.NO,
        "n": PlainAnswer.NO,
        "false": PlainAnswer.NO,
        "na": PlainAnswer.NOT_APPLICABLE,
        "n/a": PlainAnswer.NOT_APPLICABLE,
        "not applicable": PlainAnswer.NOT_APPLICABLE,
        "does not apply": PlainAnswer.NOT_APPLICABLE,
    },
    CONTROL_OWNER: {
        "csp-owned": ControlOwner.VENDOR,
        "vendor": ControlOwner.VENDOR,
        "the vendor": ControlOwner.VENDOR,
        "provider": ControlOwner.VENDOR,
        "csc-owned": ControlOwner.US,
        "customer": ControlOwner.US,
        "us": ControlOwner.US,
        "you": ControlOwner.US,
        "3rd-party outsourced": ControlOwner.THIRD_PARTY,
        "third-party outsourced": ControlOwner.THIRD_PARTY,
        "a third party": ControlOwner.THIRD_PARTY,
        "third party": ControlOwner.THIRD_PARTY,
        "shared csp and csc": ControlOwner.SHARED,
        "shared csp and 3rd-party": ControlOwner.SHARED,
        "shared": ControlOwner.SHARED,
    },
}
_MOST_MAPPING_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How the sheets of one questionnaire are read, from a TOML text.

    Attributes:
        sheet: the sheet's name; empty for the one with the most known headings.
        headings: target -> spellings of its heading, before the usual ones.
        values: target -> folded value of the sheet -> our word.
    """

    sheet: str
    headings: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]


USUAL = SheetMapping("", {}, {})


def read_sheet_mapping(text: str) -> SheetMapping:
    """The mapping in a TOML text: `sheet`, `[columns]` and `[values.plain_answer]` and the like.

    Raises:
        InvalidInput: it is no TOML, or a key is unknown; the message names the key.
    """
    import tomllib

    try:
        parsed = tomllib.loads(text[:_MOST_MAPPING_CHARACTERS].removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"The mapping is not valid TOML: {error}.",
            way_out="Correct that line, or leave the mapping out and choose the columns.",
            field="mapping",
        ) from error
    root = Table("", parsed)
    root.refuse_other_keys({"name", "sheet", "columns", "values"})
    columns = root.table("columns", BY_NAME)
    values = root.table("values", WORDS)
    return SheetMapping(
        sheet=root.text("sheet"),
        headings={name: columns.texts(name, required=True) for name in columns.values},
        values={name: _words(values.table(name), name) for name in values.values},
    )


def _words(table: Table, target: str) -> dict[str, str]:
    known = set(WORDS[target].values())
    words: dict[str, str] = {}
    for source in table.values:
        word = table.text(source)
        if word not in known:
            raise InvalidInput(
                f"The mapping cannot be used, at {table.path(source)}: “{word}” is not known.",
                way_out=f"Write one of {', '.join(sorted(known))}.",
                field="mapping",
            )
        words[folded(source)] = word
    return words


def suggest_columns(header: Sequence[str], mapping: SheetMapping = USUAL) -> dict[str, int]:
    """Target -> position, for the headings that are known; each column is used once."""
    positions: dict[str, list[int]] = {}
    for position, heading in enumerate(header):
        positions.setdefault(_compared(heading), []).append(position)
    found: dict[str, int] = {}
    for target in TARGETS:
        spellings = (*mapping.headings.get(target.name, ()), *target.headings)
        place = _first_free(positions, spellings, taken=found.values())
        if place is not None:
            found[target.name] = place
    return found


def _first_free(
    positions: Mapping[str, list[int]], spellings: Iterable[str], *, taken: Iterable[int]
) -> int | None:
    used = set(taken)
    for spelling in spellings:
        for position in positions.get(_compared(spelling), ()):
            if position not in used:
                return position
    return None


def _compared(heading: str) -> str:
    return folded(heading).rstrip(" :*?.").replace("_", " ")


def shipped_mappings() -> dict[str, Path]:
    """Mappings of known questionnaires, by file name."""
    folder = Path(__file__).parent / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
