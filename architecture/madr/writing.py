"""Writing a decision record as a MADR 4 file; what is empty is left out."""

from collections.abc import Iterator
from typing import Any

import yaml

from architecture.madr.markdown import as_list
from architecture.madr.shape import Madr, MadrOption
from architecture.madr.status_words import replaced_words, word_of


def write_madr(madr: Madr) -> str:
    """The file's text: the same record gives the same text, so that git shows real changes."""
    return _front(madr) + "\n\n".join([f"# {madr.title}", *_sections(madr)]) + "\n"


def _front(madr: Madr) -> str:
    status = word_of(madr.status) if madr.status else ""
    known: dict[str, Any] = {
        "status": replaced_words(madr.replaced_by) if madr.replaced_by else status,
        "date": madr.decided_on,
        "decision-makers": list(madr.deciders),
        "consulted": list(madr.consulted),
        "informed": list(madr.informed),
        "joinery": madr.reference,
        "integration": madr.integration,
        "inputs": list(madr.inputs),
    }
    given = {name: value for name, value in known.items() if value} | dict(madr.front)
    if not given:
        return ""
    told = yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{told}---\n"


def _sections(madr: Madr) -> Iterator[str]:
    yield from _section("## Context and Problem Statement", madr.context)
    yield from _section("## Decision Drivers", as_list(madr.drivers))
    options = [each.title for each in madr.options]
    yield from _section("## Considered Options", as_list(options))
    yield from _outcome(madr)
    if any(each.is_described for each in madr.options):
        yield "## Pros and Cons of the Options"
        yield from (_option(each) for each in madr.options if each.is_described)
    yield from _section("## More Information", madr.more)
    for heading, text in madr.further:
        yield f"## {heading}\n\n{text}".strip()


def _outcome(madr: Madr) -> Iterator[str]:
    is_told = madr.outcome.lower().startswith("chosen option:")
    names_choice = is_told or madr.chosen.lower() in madr.outcome.lower().partition("\n")[0]
    choice = "" if names_choice else f'Chosen option: "{madr.chosen}".'
    outcome = "\n\n".join(each for each in (choice, madr.outcome) if each)
    if outcome or madr.consequences or madr.confirmation:
        yield "## Decision Outcome"
        yield from [outcome] if outcome else []
    yield from _section("### Consequences", as_list(madr.consequences))
    yield from _section("### Confirmation", madr.confirmation)


def _option(option: MadrOption) -> str:
    arguments = [
        f"{word}, because {each}"
        for word, found in (("Good", option.good), ("Neutral", option.neutral), ("Bad", option.bad))
        for each in found
    ]
    parts = (f"### {option.title}", option.description, as_list(arguments))
    return "\n\n".join(each for each in parts if each)


def _section(heading: str, text: str) -> list[str]:
    return [f"{heading}\n\n{text}"] if text else []
