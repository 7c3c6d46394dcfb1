"""Values that people give for a field, made safe to keep or refused with the way out."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from governance.clarity.catalogue import LONGEST, Field, Part
from governance.clarity.directory import Directory
from governance.clarity.facts import Facts
from governance.clarity.rules import WHOLE, parents, subjects
from governance.clarity.values import LONGEST_ID, Row, day, is_of_kind, is_there, is_web_address
from people.errors import InvalidInput
from people.text import tidy

MOST_ROWS = 50
MOST_LINKS = 10
# Fields whose rows others follow; their rows keep a name of their own.
_FOLLOWED = frozenset({"DO-2", "AR-1"})
_WRONG = {
    "choice": "is none of the choices",
    "choices": "has a choice that is not offered",
    "number": "is no number that can be",
    "date": "is no day",
    "yes": "is neither yes nor empty",
    "link": "is no web address",
    "person": "is no person and no post",
    "unit_or_post": "is no unit and no post",
    "subject": "is no decision type and no integration",
    "text": "is no text, or too long",
    "long": "is no text, or too long",
}
_WAYS_OUT = {
    "person": "Name an active person or a post; a group or a mailbox answers for nothing.",
    "unit_or_post": "Choose one from the list.",
    "link": "Give the whole address, beginning with https.",
    "date": "Write it as in 2026-11-30.",
}


def part_name(number: int, part: str) -> str:
    """What an input of a row is called in forms and in refusals."""
    return f"r{number}-{part}"


def clean_rows(field: Field, given: Iterable[Row], facts: Facts) -> list[Row]:
    """The rows that hold something, each value of its kind.

    What is missing may be: a draft is an answer that is owed still.

    Raises:
        InvalidInput: a value is not of its kind, a link leads to nobody active, or the rows do
            not go with the field.
    """
    rows = [_clean_row(field, number, row, facts) for number, row in enumerate(given)]
    kept = [row for row in rows if any(is_there(row.get(part.name)) for part in field.parts)]
    _refuse_number(field, kept)
    _refuse_inactive(field, rows)
    if field.id in _FOLLOWED:
        _give_ids(kept)
    return kept


def clean_links(given: Iterable[Any]) -> list[dict[str, str]]:
    """Links to evidence: a web address and what it is.

    Raises:
        InvalidInput: an address is none, or there are too many.
    """
    links = []
    for number, each in enumerate(given):
        pair = each if isinstance(each, dict) else {}
        title, address = (tidy(str(pair.get(name, ""))) for name in ("title", "address"))
        if not title and not address:
            continue
        if not is_web_address(address) or len(address) > LONGEST["link"]:
            raise InvalidInput(
                f"“{address[:60]}” is no web address.",
                way_out=_WAYS_OUT["link"],
                field=f"e{number}-address",
            )
        links.append({"title": title[: LONGEST["text"]], "address": address})
    if len(links) > MOST_LINKS:
        raise InvalidInput(
            f"These are {len(links)} links.",
            way_out=f"Keep the {MOST_LINKS} that matter most.",
            field="evidence",
        )
    return links


def _clean_row(field: Field, number: int, row: object, facts: Facts) -> Row:
    if not isinstance(row, dict):
        raise InvalidInput(
            f"Row {number + 1} is none.", way_out="Give names and values.", field="rows"
        )
    clean: Row = {}
    for part in field.parts:
        value = _tidied(part, row.get(part.name))
        if not is_there(value):
            continue
        _refuse_value(part, part_name(number, part.name), value)
        if part.kind == "subject" and value not in subjects(facts):
            raise _not_of_here(part, part_name(number, part.name))
        clean[part.name] = value
    if field.parent:
        clean["type"] = _parent(field, number, row, facts)
    if field.id in _FOLLOWED and isinstance(row.get("id"), str):
        clean["id"] = str(row["id"])[:LONGEST_ID]
    return clean


def _tidied(part: Part, value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value, lines=part.kind == "long")
    if part.kind == "choices" and isinstance(value, list):
        return [name for name in part.choices if name in value] + [
            each for each in value if each not in part.choices
        ]
    return value


def _refuse_value(part: Part, name: str, value: object) -> None:
    if not is_of_kind(part, value):
        raise InvalidInput(f"{part.label} {_WRONG[part.kind]}.", way_out=_way_out(part), field=name)
    on = day(value) if part.past else None
    if on is not None and on > timezone.localdate():
        raise InvalidInput(
            f"{part.label} lies ahead.", way_out="Note it once it has happened.", field=name
        )


def _not_of_here(part: Part, name: str) -> InvalidInput:
    return InvalidInput(
        f"{part.label}: that is no part of this initiative.",
        way_out="Choose one of its decision types or integrations, or leave it empty.",
        field=name,
    )


def _way_out(part: Part) -> str:
    if part.kind in {"choice", "choices"}:
        return f"Use one of {', '.join(part.choices)}."
    if part.kind == "number":
        return f"Give a whole number from {part.least} to {part.most}."
    if part.kind in LONGEST and part.kind != "link":
        return f"Write {LONGEST[part.kind]} characters or fewer."
    return _WAYS_OUT.get(part.kind, "Leave it empty, or say yes.")


def _parent(field: Field, number: int, row: Row, facts: Facts) -> str:
    wanted = row.get("type", WHOLE)
    known = {each for each, _ in parents(field, facts)} | ({WHOLE} if field.whole else set())
    empty = not any(is_there(row.get(part.name)) for part in field.parts)
    if wanted not in known and not empty:
        what = "decision type" if field.rows == "per_type" else "integration"
        raise InvalidInput(
            f"Row {number + 1} belongs to no {what} of this initiative.",
            way_out=f"Look at {field.parent} and answer for what stands there.",
            field=part_name(number, field.parts[0].name),
        )
    return str(wanted)


def _refuse_number(field: Field, rows: list[Row]) -> None:
    if not rows and not field.empty:
        raise InvalidInput(
            "Nothing is filled in.",
            way_out="Answer what you know, or record a known gap.",
            field=part_name(0, field.parts[0].name) if field.parts else "",
        )
    most = 1 if field.rows == "one" else MOST_ROWS
    if len(rows) > most:
        raise InvalidInput(
            f"{field.label}: these are {len(rows)} rows.",
            way_out=f"Give {most} at the most.",
            field="rows",
        )


def _refuse_inactive(field: Field, rows: list[Row]) -> None:
    directory = Directory.of(
        value for row in rows for value in row.values() if isinstance(value, str)
    )
    for number, row in enumerate(rows):
        for part in field.parts:
            value = row.get(part.name)
            if part.kind not in {"person", "unit_or_post"} or value is None:
                continue
            if not directory.is_active(str(value)):
                raise InvalidInput(
                    f"{part.label}: {directory.name(str(value))} is not active.",
                    way_out="Name an active person, or a post that somebody holds.",
                    field=part_name(number, part.name),
                )


def _give_ids(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if not row.get("id") or row["id"] in seen:
            row["id"] = secrets.token_hex(4)
        seen.add(row["id"])
