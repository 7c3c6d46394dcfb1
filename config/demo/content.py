"""What the demo's files say, read into plain values."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.demo.clock import workday

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did.

    Attributes:
        day: working days after today; negative for the past.
        at: time of day in the person's time zone.
        does: a verb of `telling`.
        by: the person, by the part of the address before the @; empty for the lead.
        told: everything else the file says about the step.
    """

    day: int
    at: str
    does: str
    by: str = ""
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One initiative and its steps; an imported one is known by its title."""

    title: str
    steps: list[Step]
    lead: str = ""
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person with roles, post and duty."""

    email: str
    name: str
    time_zone: str
    roles: list[str]
    post: str
    unit: str
    reports_to: str = ""
    duty: list[str] = field(default_factory=list)
    administrator: bool = False
    printed: bool = False

    @property
    def key(self) -> str:
        """How stories name the person."""
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Places and people, in the order in which they are made."""

    sites: list[dict[str, str]]
    units: list[dict[str, Any]]
    people: list[PersonTold]


def organisation() -> Organisation:
    """Places and people of `organisation.toml`."""
    told = tomllib.loads((FOLDER / "organisation.toml").read_text(encoding="utf-8"))
    people = [PersonTold(**person) for person in told["person"]]
    return Organisation(told["site"], told["unit"], people)


def stories() -> list[Story]:
    """Every story, by file name."""
    return [_story(path) for path in sorted((FOLDER / "stories").glob("*.toml"))]


def inventory(today: dt.date) -> tuple[bytes, str]:
    """The sheet with its days counted from today, and the mapping that reads it."""
    sheet = (FOLDER / "inventory.csv").read_text(encoding="utf-8")
    dated = re.sub(r"\{(-?\d+)\}", lambda day: workday(today, int(day[1])).isoformat(), sheet)
    return dated.encode(), (FOLDER / "inventory.toml").read_text(encoding="utf-8")


def _story(path: Path) -> Story:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = [_step(step) for step in told.pop("step")]
    return Story(told.pop("title"), steps, told.pop("lead", ""), told)


def _step(told: dict[str, Any]) -> Step:
    known = {name: told.pop(name) for name in ("day", "at", "does", "by") if name in told}
    return Step(**known, told=told)
