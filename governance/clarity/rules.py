"""When a field counts as answered, beyond its parts: the checks that the catalogue names.

Each takes a `Check` and returns what is missing, one sentence, or an empty text.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from governance.clarity.catalogue import DECISION_TYPES, INTEGRATIONS, Field, catalogue, is_by
from governance.clarity.facts import Facts
from governance.clarity.values import Row, day, is_there
from governance.models import ClarityAnswer
from initiatives.vocabulary import OperationalStatus, Stage

WHOLE = ""
LEAST_SAMPLE = 10
LEAST_RETENTION = 183
LEAST_FUNDING = 12
_HIGH_RISK = frozenset({"high_risk_annex_i", "high_risk_annex_iii"})
_ACTING = frozenset({"act_unless_stopped", "act_and_report"})
_FITTING = {
    "excluded": frozenset({"excluded"}),
    "advisory_only": frozenset({"informational", "advisory"}),
    "may_influence": frozenset(
        {"informational", "advisory", "confirm_to_act", "act_unless_stopped", "act_and_report"}
    ),
}
_FIRST_MODES = ("unavailable", "wrong", "silent")


@dataclass(frozen=True)
class Check:
    """A field, the rows that stand in it, and what else is known, looked at for one stage."""

    field: Field
    rows: list[Row]
    stage: Stage
    facts: Facts

    def rows_of(self, type_id: str) -> list[Row]:
        """The rows that belong to a decision type or an integration."""
        return [row for row in self.rows if row.get("type", WHOLE) == type_id]

    def is_by(self, stage: Stage) -> bool:
        """Whether what the stage asks for is asked for."""
        return is_by(stage, self.stage)


def rows_in(facts: Facts, field_id: str) -> list[Row]:
    """The rows of a field that has an answer in values; none otherwise."""
    answer = facts.answers.get(field_id)
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    return [row for row in answer.rows if isinstance(row, dict)]


def parents(field: Field, facts: Facts) -> list[tuple[str, str]]:
    """What the rows of a field follow: ids and names of decision types or integrations."""
    return _named_rows(facts, field.parent)


def subjects(facts: Facts) -> dict[str, str]:
    """What a row may be about: names of decision types and integrations by id."""
    return dict(_named_rows(facts, DECISION_TYPES) + _named_rows(facts, INTEGRATIONS))


def _named_rows(facts: Facts, field_id: str) -> list[tuple[str, str]]:
    return [
        (str(row["id"]), str(row.get("name") or f"{number}"))
        for number, row in enumerate(rows_in(facts, field_id), start=1)
        if row.get("id")
    ]


def parents_to_answer(check: Check) -> list[tuple[str, str]]:
    """The parents that need a row; some fields leave those out whose autonomy is too low for it."""
    least = _NOT_ABOVE.get(check.field.rule)
    found = parents(check.field, check.facts)
    if least is None:
        return found
    autonomy = by_type(check.facts, "RB-2", "autonomy")
    return [each for each in found if autonomy.get(each[0]) not in least]


def by_type(facts: Facts, field_id: str, part: str) -> dict[str, object]:
    """One part's value for each decision type."""
    return {
        str(row.get("type", WHOLE)): row[part]
        for row in rows_in(facts, field_id)
        if is_there(row.get(part))
    }


def is_strict(facts: Facts) -> bool:
    """Whether safety is touched or a regulated class is set, which asks for more (B39)."""
    rows = rows_in(facts, "RB-7")
    return any(
        row.get("safety_relevant") == "yes" or row.get("risk_class") in _HIGH_RISK for row in rows
    )


def is_high_risk(facts: Facts) -> bool:
    """Whether the regulatory class is one of high risk."""
    return any(row.get("risk_class") in _HIGH_RISK for row in rows_in(facts, "RB-7"))


def unstopped_types(facts: Facts) -> list[tuple[str, str]]:
    """Decision types that act unless stopped, or beyond, and have no stop that was tried."""
    autonomy = by_type(facts, "RB-2", "autonomy")
    stops = by_type(facts, "RB-2", "stop")
    types = parents(catalogue().by_id["RB-2"], facts)
    return [each for each in types if autonomy.get(each[0]) in _ACTING and each[0] not in stops]


def types_without_autonomy(facts: Facts) -> list[tuple[str, str]]:
    """Decision types of which nobody has said how far they may act by themselves."""
    autonomy = by_type(facts, "RB-2", "autonomy")
    types = parents(catalogue().by_id["RB-2"], facts)
    return [each for each in types if each[0] not in autonomy]


def decision_types(check: Check) -> str:
    """Each decision type is a verb and an object (B102)."""
    for row in check.rows:
        if len(str(row.get("name", "")).split()) < 2:
            return f"Name “{row.get('name')}” with a verb and what it is done to."
    return ""


def authority_fits(check: Check) -> str:
    """The decider is the accountable, reports to them, or holds a delegation (B72)."""
    deciders = by_type(check.facts, "DO-3", "decider")
    answers_for = by_type(check.facts, "DO-4", "accountable")
    for type_id, name in parents(check.field, check.facts):
        decider, holder = deciders.get(type_id), answers_for.get(type_id, answers_for.get(WHOLE))
        if decider is None or holder is None:
            return f"It follows from who decides and who is accountable for “{name}”."
        if not _holds_authority(check, type_id, str(decider), str(holder)):
            names = check.facts.directory.name
            return (
                f"{names(str(decider))} decides on “{name}”, but {names(str(holder))} is "
                "accountable and neither a reporting line nor a delegation joins them."
            )
    return "" if parents(check.field, check.facts) else "Name the decision types first."


def _holds_authority(check: Check, type_id: str, decider: str, holder: str) -> bool:
    directory = check.facts.directory
    same = decider == holder or directory.human(decider) == directory.human(holder) is not None
    delegated = any(is_there(row.get("delegation")) for row in check.rows_of(type_id))
    return same or delegated or directory.reports_to(decider, holder)


def autonomy_fits_influence(check: Check) -> str:
    """No more autonomy than influence allows (B74); people have a place in it (B36)."""
    influence = by_type(check.facts, "RB-1", "influence")
    for type_id, name in parents(check.field, check.facts):
        for row in check.rows_of(type_id):
            allowed = _FITTING.get(str(influence.get(type_id, "")))
            if allowed is not None and row.get("autonomy") not in allowed:
                return f"The autonomy of “{name}” does not go with the influence it may have."
            needs_pattern = row.get("autonomy") not in {"excluded", "informational"}
            if check.is_by(Stage.INTEGRATION) and needs_pattern and not row.get("pattern"):
                return f"Say where people stand in “{name}”."
    return ""


def triggers(check: Check) -> str:
    """A threshold where the trigger has one (B75)."""
    for row in check.rows:
        if row.get("trigger") in {"low_confidence", "value_above"} and not row.get("threshold"):
            return "Say from which threshold on somebody steps in."
    return ""


def failure_modes(check: Check) -> str:
    """The first three kinds of failure; all six where safety or a regulation asks (B76, B39)."""
    part = check.field.part("mode")
    wanted = tuple(part.choices) if is_strict(check.facts) else _FIRST_MODES
    return _lacking(check.rows, "mode", wanted, part.choices)


def limits(check: Check) -> str:
    """Each is set, or there is "no limit" with the reason."""
    for part in check.field.parts:
        for row in check.rows:
            words = str(row.get(part.name, "")).strip().lower().rstrip(".")
            if words in {"no limit", "none", "no", "unlimited"}:
                return f"Say why there is no limit: {part.label.lower()}."
    return ""


def regulatory_class(check: Check) -> str:
    """Determined, and not prohibited."""
    for row in check.rows:
        if row.get("risk_class") == "undetermined":
            return "Determine the class."
        if "prohibited" in {row.get("risk_class"), row.get("screening")}:
            return "It is prohibited as it stands; change what it is for, and screen again."
    return ""


def explanations(check: Check) -> str:
    """Where people are affected, the model's own words alone explain nothing."""
    affected = by_type(check.facts, "DO-7", "affected")
    for type_id, name in parents(check.field, check.facts):
        people = affected.get(type_id)
        touches = isinstance(people, list) and bool(set(people) - {"none"})
        for row in check.rows_of(type_id):
            if touches and set(row.get("kinds", [])) <= {"model_text", "none"}:
                return f"“{name}” affects people: it needs more than the model's own words."
    return ""


def sample(check: Check) -> str:
    """At least ten explanations were looked at."""
    for row in check.rows:
        if isinstance(row.get("sample"), int) and row["sample"] < LEAST_SAMPLE:
            return f"Look at {LEAST_SAMPLE} explanations or more; so far {row['sample']}."
    return ""


def design_authority(check: Check) -> str:
    """Offered to leave design; accepted, or an alternative agreed, to leave selection."""
    for row in check.rows:
        if not check.is_by(Stage.SELECTION) or row.get("state") in {"accepted", "handed_over"}:
            continue
        if row.get("state") == "offered":
            return "Design authority was offered; accept it, or agree on something else."
        if not row.get("alternative"):
            return "Design authority was declined; agree on something else."
    return ""


def reuse(check: Check) -> str:
    """What is new has a reason."""
    for row in check.rows:
        if row.get("reuse") == "new_with_reason" and not row.get("reason"):
            return "Say why it is new."
    return ""


def decision_records(check: Check) -> str:
    """One for each integration, and decided."""
    if any(row.get("status") == "proposed" for row in check.rows):
        return "A decision record is only proposed; decide it."
    return ""


def event_coverage(check: Check) -> str:
    """In a test before operation; live within seven days of it."""
    entered = check.facts.entered.get(Stage.OPERATION)
    live = check.stage == Stage.OPERATION and (
        entered is None or timezone.now() - entered > dt.timedelta(days=7)
    )
    wanted = {"live"} if live else {"test", "live"}
    for type_id, name in parents(check.field, check.facts):
        if any(row.get("coverage") not in wanted for row in check.rows_of(type_id)):
            return (
                f"Events of “{name}” do not arrive {'live' if live else 'yet, not even in a test'}."
            )
    return ""


def role_matrix(check: Check) -> str:
    """Two roles or more, none of which may do everything."""
    every = set(check.field.part("rights").choices)
    for row in check.rows:
        if every <= set(row.get("rights", [])):
            return f"“{row.get('role')}” may do everything; share it between roles."
    return "" if len(check.rows) > 1 else "One role alone holds everything; name a second one."


def escalation_path(check: Check) -> str:
    """Two levels or more with the vendor in one (B38); three where safety asks for it (B39)."""
    for row in check.rows:
        is_vendor = row.get("side") == "vendor"
        if not row.get("vendor_contact" if is_vendor else "post"):
            return "Each level needs somebody: a person or post, or the vendor's contact."
    levels = 3 if is_strict(check.facts) else 2
    if len(check.rows) < levels:
        return f"A path has {levels} levels or more; this one has {len(check.rows)}."
    if not any(row.get("side") == "vendor" for row in check.rows):
        return "Add a level for the vendor."
    return ""


def overseers(check: Check) -> str:
    """The parts and the types say it all."""
    return ""


def retention(check: Check) -> str:
    """Half a year at least where the risk is high."""
    for row in check.rows:
        days = row.get("days")
        if is_high_risk(check.facts) and isinstance(days, int) and days < LEAST_RETENTION:
            return f"With a high risk its records are kept for {LEAST_RETENTION} days or more."
    return ""


def session_series(check: Check) -> str:
    """There is a standing session, and its next date stands (A22)."""
    if not check.facts.has_series:
        return "Begin the standing session."
    return "" if check.facts.has_date else "Agree on the next date of the standing session."


def review_ahead(check: Check) -> str:
    """The day is ahead."""
    for row in check.rows:
        on = day(row.get("on"))
        if on is not None and on <= timezone.localdate():
            return f"The review was due on {date_format(on, 'j F Y')}; hold it and set the next."
    return ""


def maintainer(check: Check) -> str:
    """Two people, not one (B92)."""
    for row in check.rows:
        if row.get("post") and row.get("post") == row.get("deputy"):
            return "The deputy is somebody else than the maintainer."
    return ""


def funding(check: Check) -> str:
    """A year at least."""
    for row in check.rows:
        if isinstance(row.get("months"), int) and row["months"] < LEAST_FUNDING:
            return f"Money for {LEAST_FUNDING} months or more is needed; this is {row['months']}."
    return ""


def operational_status(check: Check) -> str:
    """An experiment has an end that is ahead (B54)."""
    if check.facts.initiative.operational_status != OperationalStatus.EXPERIMENT:
        return ""
    ends = [on for row in check.rows if (on := day(row.get("ends_on")))]
    if not ends:
        return "It is an experiment: say when it ends."
    if ends[0] <= timezone.localdate():
        over = date_format(ends[0], "j F Y")
        return f"The experiment was to end on {over}; say what became of it."
    return ""


def _lacking(
    rows: Iterable[Row], part: str, wanted: Iterable[str], labels: "dict[str, str] | object"
) -> str:
    given = {row.get(part) for row in rows}
    missing = [each for each in wanted if each not in given]
    if not missing or not isinstance(labels, dict):
        return ""
    return f"Fill in {', '.join(labels[each].lower() for each in missing)}."


# Fields whose rows are not needed for a type whose autonomy is this or lower.
_NOT_ABOVE: dict[str, frozenset[str]] = {
    "triggers": frozenset({"excluded", "informational"}),
    "overseers": frozenset({"excluded", "informational", "advisory"}),
}
RULES: dict[str, Callable[[Check], str]] = {
    rule.__name__: rule
    for rule in (
        authority_fits,
        autonomy_fits_influence,
        decision_records,
        decision_types,
        design_authority,
        escalation_path,
        event_coverage,
        explanations,
        failure_modes,
        funding,
        limits,
        maintainer,
        operational_status,
        overseers,
        regulatory_class,
        retention,
        reuse,
        review_ahead,
        role_matrix,
        sample,
        session_series,
        triggers,
    )
}
