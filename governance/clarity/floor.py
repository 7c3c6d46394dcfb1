"""The floor: three facts that no go-ahead can stand in for (DOMAIN 4, moving on, 6)."""

from dataclasses import dataclass

from django.urls import reverse

from governance.clarity.catalogue import catalogue, is_by
from governance.clarity.facts import Facts, facts_of
from governance.clarity.missing import live_rows
from governance.clarity.rules import rows_in, types_without_autonomy, unstopped_types
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
    """What may act unless stopped is known of each decision type, and has a stop that was tried.

    A known gap, or that a field does not apply, says of no type how far it acts.
    """
    title = "A working stop for what acts unless stopped"
    if not rows_in(facts, "DO-2"):
        text = "Name the decision types: only then is it known what acts unless stopped."
        return _gap(facts, "stop", title, text, "DO-2")
    texts = []
    if unsaid := types_without_autonomy(facts):
        texts.append(f"Say how far it may act by itself in {_names(unsaid)}.")
    if without := unstopped_types(facts):
        texts.append(f"Try the stop and note the day for {_names(without)}.")
    return _gap(facts, "stop", title, " ".join(texts), "RB-2") if texts else None


def _names(types: list[tuple[str, str]]) -> str:
    return ", ".join(f"“{name}”" for _, name in types)


def _gap(facts: Facts, key: str, title: str, text: str, field_id: str) -> FloorGap:
    address = reverse("governance:clarity-field", args=[facts.initiative.reference, field_id])
    return FloorGap(key, title, text, address)
