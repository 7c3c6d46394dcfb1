"""Reading a MADR file as far as it goes, also one that somebody wrote by hand.

Nothing of it is lost: a heading that MADR does not know is kept with its text, a line above the
title with its value; what cannot be kept is told.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from architecture.madr.markdown import Section, listed, sections
from architecture.madr.shape import Madr, MadrOption, MadrReading, UnreadableMadrError
from architecture.madr.status_words import replacing_number, state_of
from people.text import tidy

MOST_CHARACTERS = 200_000

_PROS = "pros"
_PART_OF_HEADING = {
    "context and problem statement": "context",
    "context": "context",
    "problem statement": "context",
    "decision drivers": "drivers",
    "considered options": "options",
    "considered alternatives": "options",
    "options": "options",
    "decision outcome": "outcome",
    "decision": "outcome",
    "consequences": "consequences",
    "positive consequences": "good consequences",
    "negative consequences": "bad consequences",
    "confirmation": "confirmation",
    "validation": "confirmation",
    "pros and cons of the options": _PROS,
    "more information": "more",
    "links": "more",
}
_KEYS = {
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "decision-makers": "deciders",
    "decision makers": "deciders",
    "consulted": "consulted",
    "informed": "informed",
    "joinery": "reference",
    "integration": "integration",
    "inputs": "inputs",
}
_ASKED_FOR = {
    "context": "context and problem",
    "options": "considered options",
    "outcome": "decision outcome",
}
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OLD_FACT = re.compile(r"^[*-]?\s*([A-Za-z][A-Za-z -]{2,20}):\s+(.+)$")
_NAMES_CHOICE = re.compile(r"\Achosen option:\s*[\"“`]([^\"”`]+)[\"”`]", re.IGNORECASE)
_ARGUMENT = re.compile(r"\A(good|neutral|bad),?\s+(?:because\s+)?(.+)\Z", re.I | re.DOTALL)


@dataclass(slots=True)
class _Draft:
    """What has been found, section by section."""

    texts: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    further: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    part: str = "context"
    option: str = ""

    def take(self, section: Section) -> None:
        """Put the next section where it belongs."""
        heading = section.heading.lower().rstrip(":")
        part = _PART_OF_HEADING.get(heading, "") if section.level in {2, 3} else ""
        if part:
            self.part, self.option = part, ""
            self._add(self.texts, "more" if part == _PROS else part, section.text)
        elif self.part == _PROS and self._is_option(section):
            self._add(self.details, self.option, section.text)
        elif section.level == 2:
            self.part, self.option = "further", ""
            self.further.append((section.heading, section.text))
        elif self.part == "further":
            heading, text = self.further[-1]
            self.further[-1] = (heading, f"{text}\n\n{section.whole}".strip())
        elif self.part == _PROS and self.option:
            self._add(self.details, self.option, section.whole)
        else:
            self._add(self.texts, "more" if self.part == _PROS else self.part, section.whole)

    def options(self) -> list[str]:
        """The titles of the options, listed ones first."""
        found = listed(self.texts.get("options", "")).items
        return found + [each for each in self.details if each not in found]

    def _is_option(self, section: Section) -> bool:
        """Whether an option's own description begins here; its title becomes the current one."""
        known = {_plain(each): each for each in self.options()}
        option = known.get(_plain(section.heading))
        if option is None and section.level == 3:
            option = section.heading
            self.notes.append(f"“{option}” is described and was not listed among the options.")
        if option is None:
            return False
        self.option = option
        return True

    def _add(self, texts: dict[str, str], name: str, text: str) -> None:
        texts[name] = "\n\n".join(each for each in (texts.get(name, ""), text.strip()) if each)


def read_madr(text: str) -> MadrReading:
    """The record in the file, what it lacks, and what was read in another way.

    Raises:
        UnreadableMadrError: it is too long, empty, or has no title.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"It is longer than {MOST_CHARACTERS:,} characters."
        raise UnreadableMadrError(message)
    text = tidy(text.removeprefix("\ufeff"), lines=True)
    facts, body, notes = _front_matter(text)
    found = sections(body)
    title = next((each for each in found if each.level == 1), None)
    if title is None:
        message = "It has no title; a record begins with a line such as “# Use the queue”."
        raise UnreadableMadrError(message)
    draft = _Draft(notes=notes)
    draft.texts["context"] = _old_facts(title.text, facts)
    for each in found:
        if each is not title:
            draft.take(each)
    return _reading(title.heading, facts, draft)


def _front_matter(text: str) -> tuple[dict[str, Any], str, list[str]]:
    found = _FRONT.match(text)
    if found is None:
        return {}, text, []
    body = text[found.end() :]
    try:
        # An alias can stand for more text than any record holds.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(found[1])):
            return {}, body, ["The lines above the title use references; they were left out."]
        given = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError):
        return {}, body, ["The lines above the title could not be read; they were left out."]
    if not isinstance(given, dict):
        return {}, body, []
    facts, notes = _facts(given)
    return facts, body, notes


def _facts(given: dict[Any, Any]) -> tuple[dict[str, Any], list[str]]:
    """The lines by what they tell, those that MADR does not know in `front`; and notes."""
    facts: dict[str, Any] = {"front": {}}
    notes = []
    for name, value in given.items():
        if known := _KEYS.get(str(name).strip().lower()):
            facts[known] = value
        elif (kept := _kept(value)) is not None:
            facts["front"][_kept(str(name))] = kept
        elif value is not None:
            notes.append(f"“{_word(str(name))[:60]}” above the title was left out.")
    return facts, notes


def _kept(value: Any) -> Any:
    """A value of a line that MADR does not know, as it can be written again; else None."""
    if isinstance(value, list):
        items = [_kept(each) for each in value if not isinstance(each, list)]
        return None if None in items or len(items) < len(value) else items
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bool | int | float):
        return value
    return tidy(str(value)) if isinstance(value, str | dt.date) else None


def _old_facts(preface: str, facts: dict[str, Any]) -> str:
    """Facts as older files tell them below the title, taken; what else stands there, returned."""
    kept = []
    for line in preface.split("\n"):
        found = _OLD_FACT.match(line.strip())
        name = found[1].strip().lower() if found else ""
        if found and name in _KEYS:
            facts.setdefault(_KEYS[name], found[2].strip())
        else:
            kept.append(line)
    return "\n".join(kept).strip()


def _reading(title: str, facts: dict[str, Any], draft: _Draft) -> MadrReading:
    texts, notes = draft.texts, list(draft.notes)
    status = facts.get("status", "")
    status = status if isinstance(status, str) else ""
    if facts.get("status") and not state_of(status):
        notes.append(f"The status “{str(facts['status'])[:60]}” is none of MADR's.")
    decided_on = _day(facts.get("date"))
    if facts.get("date") and decided_on is None:
        notes.append(f"“{str(facts['date'])[:40]}” is no day such as 2026-03-31.")
    chosen, outcome = _choice(texts.get("outcome", ""), draft.options())
    madr = Madr(
        title=title,
        status=state_of(status),
        replaced_by=replacing_number(status),
        decided_on=decided_on,
        deciders=_names(facts.get("deciders")),
        consulted=_names(facts.get("consulted")),
        informed=_names(facts.get("informed")),
        context=texts.get("context", ""),
        drivers=_items(texts.get("drivers", "")),
        options=tuple(_option(each, draft.details.get(each, "")) for each in draft.options()),
        chosen=chosen,
        outcome=outcome,
        consequences=_consequences(texts),
        confirmation=texts.get("confirmation", ""),
        more=texts.get("more", ""),
        further=tuple(draft.further),
        reference=_word(facts.get("reference")),
        integration=_word(facts.get("integration")),
        inputs=_names(facts.get("inputs")),
        front=tuple(facts.get("front", {}).items()),
    )
    missing = [words for name, words in _ASKED_FOR.items() if not getattr(madr, name)]
    if chosen and "decision outcome" in missing:
        missing.remove("decision outcome")
    return MadrReading(madr, tuple(missing), tuple(notes))


def _choice(outcome: str, options: list[str]) -> tuple[str, str]:
    """The chosen option and the outcome; a line that only names the choice is taken off."""
    first, _, rest = outcome.partition("\n")
    told = _plain(first).removeprefix("chosen option:").strip()
    named = [each for each in options if told.startswith(_plain(each))]
    quoted = _NAMES_CHOICE.match(first)
    chosen = max(named, key=len, default=quoted[1].strip() if quoted else "")
    only_names_it = chosen and first.lower().startswith("chosen") and told == _plain(chosen)
    return chosen, rest.strip() if only_names_it else outcome


def _option(title: str, detail: str) -> MadrOption:
    told = listed(detail)
    arguments: dict[str, list[str]] = {"good": [], "neutral": [], "bad": []}
    other = []
    for item in told.items:
        found = _ARGUMENT.match(item)
        if found:
            arguments[found[1].lower()].append(found[2].strip())
        else:
            other.append(item)
    if other:
        # A list that is more than arguments is kept as one text, in its own order.
        return MadrOption(title, detail)
    return MadrOption(title, told.around, *(tuple(each) for each in arguments.values()))


def _consequences(texts: dict[str, str]) -> tuple[str, ...]:
    found = list(_items(texts.get("consequences", "")))
    for name, beginning in (("good consequences", "Good"), ("bad consequences", "Bad")):
        found += [
            each if _ARGUMENT.match(each) else f"{beginning}, because {each}"
            for each in _items(texts.get(name, ""))
        ]
    return tuple(found)


def _items(text: str) -> tuple[str, ...]:
    told = listed(text)
    return tuple(each for each in (told.around, *told.items) if each)


def _plain(title: str) -> str:
    """A title as two people would write it alike: no links, quotes, case or closing dots."""
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
    return re.sub(r"[\"'`*_“”.\u2018\u2019]", "", title).strip().lower()


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(r"[,;]", value)
    if not isinstance(value, list):
        return ()
    return tuple(name for each in value if (name := _word(each)))


def _word(value: Any) -> str:
    return " ".join(str(value).split())[:200] if isinstance(value, str | int) else ""


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        return None
