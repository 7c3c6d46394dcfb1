"""What can be asked of the record, in plain words; never who did most.

A question is the parameters of an address: `initiative`, `kind`, `party`, `since`, `until`, `q`.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format

from audit.kinds import all_event_kinds
from people.text import tidy
from people.vocabulary import Party

LONGEST_TEXT = 200
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(9990, 12, 31)
NAMES = ("q", "initiative", "kind", "party", "since", "until")

# Sides that are nobody's side.
SYSTEM = "system"
NO_SIDE = "none"
SIDES: dict[str, str] = {
    **{str(value): str(label) for value, label in Party.choices},
    SYSTEM: "Joinery itself",
    NO_SIDE: "No side (administrators)",
}


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds of event that answer one question together.

    Attributes:
        codes: codes of kinds; one that ends in a dot stands for all that begin with it.
    """

    name: str
    label: str
    codes: tuple[str, ...]

    def kinds(self) -> list[str]:
        """Codes of the registered kinds that belong to it."""
        whole = set(self.codes)
        beginnings = tuple(code for code in self.codes if code.endswith("."))
        return [
            kind.code
            for kind in all_event_kinds()
            if kind.code in whole or kind.code.startswith(beginnings)
        ]


GROUPS: dict[str, KindGroup] = {
    group.name: group
    for group in (
        KindGroup(
            "answers",
            "Answers to design inputs",
            (
                "design_input.incorporated",
                "design_input.adapted",
                "design_input.declined",
                "design_input.deferred",
            ),
        ),
        KindGroup("rights", "Changes of rights", ("rights.", "api_token.", "visibility.")),
        KindGroup(
            "interruptions",
            "Pauses and stops",
            (
                "initiative.paused",
                "initiative.stopped",
                "initiative.withdrawn",
                "initiative.resumed",
            ),
        ),
        KindGroup(
            "told_afterwards", "Told afterwards", ("milestone.declared", "initiative.imported")
        ),
        KindGroup(
            "imports", "Imports", ("inventory.", "initiative.imported", "initiative.reimported")
        ),
        KindGroup(
            "administration",
            "Changes by administrators",
            ("administration.", "rights.", "unit.", "notice."),
        ),
        KindGroup("erasures", "Erasures", ("record.erased",)),
        KindGroup("record", "The record itself", ("record.",)),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the record.

    Attributes:
        initiative: a reference, or words of the initiative.
        kind: a name of `GROUPS` or the code of a kind.
        party: a key of `SIDES`.
        since: first day, in the viewer's time zone.
        until: last day, included.
        q: words in the name of what an event is about.
        not_understood: parameters that were left aside, each with a sentence that says so.
    """

    q: str = ""
    initiative: str = ""
    kind: str = ""
    party: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    not_understood: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """Codes of the kinds asked for; empty for all."""
        if self.kind in GROUPS:
            return GROUPS[self.kind].kinds()
        return [self.kind] if self.kind else []

    @property
    def begins(self) -> dt.datetime | None:
        """The first moment asked for."""
        return _midnight(self.since) if self.since else None

    @property
    def ends(self) -> dt.datetime | None:
        """The moment after the last one asked for."""
        return _midnight(self.until + dt.timedelta(days=1)) if self.until else None

    @property
    def parameters(self) -> dict[str, str]:
        """The question as it stands in an address; only what is asked."""
        values = {name: getattr(self, name) for name in NAMES}
        return {name: str(value) for name, value in values.items() if value}

    def address(self, **more: str) -> str:
        """The query string of the question, with further parameters."""
        return "?" + urlencode({**self.parameters, **{k: v for k, v in more.items() if v}})

    def without(self, name: str) -> "Asked":
        """The question with one parameter taken away."""
        kept = {each: words for each, words in self.parameters.items() if each != name}
        return read_question(kept)

    def in_words(self) -> dict[str, str]:
        """Each parameter in use, as people read it."""
        told = {
            "q": f"“{self.q}”",
            "initiative": f"Initiative: {self.initiative}",
            "kind": kind_label(self.kind),
            "party": f"By: {SIDES.get(self.party, '')}",
            "since": f"From {_day(self.since)}",
            "until": f"Until {_day(self.until)}",
        }
        return {name: told[name] for name in self.parameters}


def read_question(params: Mapping[str, str]) -> Asked:
    """The question of an address. What cannot be understood is left aside and named."""
    wrong: dict[str, str] = {}
    words, initiative, kind, party = (
        tidy(params.get(name, ""))[:LONGEST_TEXT] for name in ("q", "initiative", "kind", "party")
    )
    if kind and kind not in GROUPS and kind not in {each.code for each in all_event_kinds()}:
        wrong["kind"] = f"“{kind[:60]}” is not a kind of event."
        kind = ""
    if party and party not in SIDES:
        wrong["party"] = f"“{party[:60]}” is not a side."
        party = ""
    since, until = (_read_day(params, name, wrong) for name in ("since", "until"))
    return Asked(words, initiative, kind, party, since, until, wrong)


def kind_label(kind: str) -> str:
    """The words for a group or a kind."""
    if kind in GROUPS:
        return GROUPS[kind].label
    return next((each.label for each in all_event_kinds() if each.code == kind), kind)


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups and single kinds, for a form; kinds of the same words are told apart by their code."""
    kinds = all_event_kinds()
    labels = [kind.label for kind in kinds]
    single = [
        (each.code, f"{each.label} ({each.code})" if labels.count(each.label) > 1 else each.label)
        for each in kinds
    ]
    return [
        ("Several kinds", [(group.name, group.label) for group in GROUPS.values()]),
        ("One kind", single),
    ]


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that auditors often ask, in plain words."""

    words: str
    asked: Asked

    @property
    def address(self) -> str:
        """Its query string."""
        return self.asked.address()


def saved_questions(today: dt.date | None = None) -> list[SavedQuestion]:
    """The questions on offer; those of a week or a month name the last whole one."""
    today = today or timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday() + 7)
    week_end = monday + dt.timedelta(days=6)
    month_end = today.replace(day=1) - dt.timedelta(days=1)
    month = calendar.month_name[month_end.month]
    return [
        SavedQuestion("What changed last week", Asked(since=monday, until=week_end)),
        SavedQuestion("Who may do what: changes of rights", Asked(kind="rights")),
        SavedQuestion(
            f"Every answer to a design input in {month}",
            Asked(kind="answers", since=month_end.replace(day=1), until=month_end),
        ),
        SavedQuestion("Pauses and stops", Asked(kind="interruptions")),
        SavedQuestion("What was told afterwards", Asked(kind="told_afterwards")),
        SavedQuestion("Imports", Asked(kind="imports")),
        SavedQuestion("Changes by administrators", Asked(kind="administration")),
        SavedQuestion("Erasures", Asked(kind="erasures")),
    ]


def _read_day(params: Mapping[str, str], name: str, wrong: dict[str, str]) -> dt.date | None:
    written = params.get(name, "").strip()
    if not written:
        return None
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        wrong[name] = f"“{tidy(written)[:60]}” is not a day as in 2026-05-01."
        return None
    return day


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""
