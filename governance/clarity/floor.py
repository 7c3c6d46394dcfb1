"""The floor: three facts that no go-ahead can stand in for (DOMAIN 4, moving on, 6)."""

from dataclasses import dataclass

from django.urls import reverse

from governance.clarity.catalogue import catalogue, is_by
from governance.clarity.facts import Facts, facts_of
from governance.clarity.missing import live_rows
from governance.clarity.rules import rows_in, unstopped_types
from initiatives.models import Initiative
from initiatives.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class FloorGap:
    """A fact that is not there; either side can supply it.

    Attributes:
        key: `accountable`, `screening` or `stop`.
        address: the page where it is given.
    """

    key: str
    title: str
    what_answers: str
    address: str


def floor_gaps(initiative: Initiative, to_stage: Stage) -> list[FloorGap]:
    """The facts of the floor that are missing for entering the stage; going back needs none."""
    if is_by(to_stage, Stage(initiative.stage)) or to_stage == Stage.RETIRED:
        return []
    facts = facts_of(initiative)
    found = [_accountable(facts), _screening(facts)]
    if to_stage == Stage.OPERATION:
        found.append(_stop(facts))
    return [gap for gap in found if gap]


def _accountable(facts: Facts) -> FloorGap | None:
    field = catalogue().by_id["DO-4"]
    named = [
        str(row.get("accountable", ""))
        for row in live_rows(field, facts.answers.get(field.id), facts)
    ]
    if any(facts.directory.human(each) is not None for each in named):
        return None
    return _gap(
        facts,
        "accountable",
        "A named accountable human",
        "Name somebody active who is accountable, in person or by their post.",
        field.id,
    )


def _screening(facts: Facts) -> FloorGap | None:
    rows = rows_in(facts, "RB-7")
    prohibited = any("prohibited" in {row.get("screening"), row.get("risk_class")} for row in rows)
    if not prohibited and any(row.get("screening") == "clear" for row in rows):
        return None
    text = (
        "It was screened as prohibited; change what it is for, and screen it again."
        if prohibited
        else "Complete the screening for prohibited practices."
    )
    return _gap(facts, "screening", "A screening for prohibited practices", text, "RB-7")


def _stop(facts: Facts) -> FloorGap | None:
    without = unstopped_types(facts)
    if not without:
        return None
    names = ", ".join(f"“{name}”" for _, name in without)
    return _gap(
        facts,
        "stop",
        "A working stop for what acts unless stopped",
        f"Try the stop and note the day for {names}.",
        "RB-2",
    )


def _gap(facts: Facts, key: str, title: str, text: str, field_id: str) -> FloorGap:
    address = reverse("governance:clarity-field", args=[facts.initiative.reference, field_id])
    return FloorGap(key, title, text, address)
