"""Taking decision records from MADR files, as far as they go (A02 allows the mapping)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from architecture import designing, events
from architecture.actions.credits import keep_credits
from architecture.actions.decision_fields import Written
from architecture.actions.decision_locking import permit_writing
from architecture.actions.decision_states import record_replaced, record_settled
from architecture.actions.decisions import SERIES, create_decision
from architecture.inputs import KnownInput, known_inputs
from architecture.madr import Madr
from architecture.models import DecisionRecord, Integration
from architecture.vocabulary import TAKEN_ONCE, DecisionStatus
from audit.recording import record
from initiatives.actions.table import lock_initiative
from initiatives.models import Initiative
from initiatives.references import lock_series, take_references
from people.errors import InvalidInput
from people.models import User

SOURCE = "madr"


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A record as a file tells it; `name` is the file's, by which it is known again."""

    name: str
    madr: Madr


@dataclass(slots=True)
class TakenFiles:
    """What became of the files, by name; a file that is here already is left as it is."""

    taken: list[DecisionRecord] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, words: str) -> None:
        """Tell something of a file, after what is told of it already."""
        self.notes[name] = " ".join(each for each in (self.notes.get(name, ""), words) if each)


@transaction.atomic
def import_decisions(
    initiative: Initiative, files: Iterable[FileTaken], *, actor: User
) -> TakenFiles:
    """Take every file that is not here yet; replaced-by links follow within what is here.

    A file never changes a record, and no file changes a design state (A19).

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit_writing(initiative, actor)
    series = lock_series(SERIES)
    outcome = TakenFiles()
    by_name = _known(initiative)
    inputs = {each.reference: each for each in known_inputs(initiative)}
    links: list[tuple[DecisionRecord, str]] = []
    for each in files:
        if each.name in by_name or each.madr.reference in by_name:
            outcome.known.append(each.name)
            continue
        try:
            with transaction.atomic():
                reference = take_references(series)[0]
                made = _take(initiative, each, reference, actor, outcome)
        except InvalidInput as refusal:
            series.refresh_from_db()
            outcome.refused[each.name] = str(refusal)
            continue
        _credit(made, each, inputs, actor, outcome)
        by_name[each.name] = made
        outcome.taken.append(made)
        if each.madr.replaced_by and made.status == DecisionStatus.DECIDED:
            links.append((made, each.madr.replaced_by))
    _link(links, by_name, outcome, actor)
    if outcome.taken:
        record(
            events.DECISIONS_IMPORTED,
            initiative,
            actor=actor,
            data={"count": len(outcome.taken), "file_name": _names(outcome)},
        )
    return outcome


def _known(initiative: Initiative) -> dict[str, DecisionRecord]:
    found: dict[str, DecisionRecord] = {}
    for each in DecisionRecord.objects.filter(initiative=initiative):
        found[each.reference] = each
        if each.source == SOURCE:
            found[each.source_key] = each
    return found


def _take(
    initiative: Initiative, each: FileTaken, reference: str, actor: User, outcome: TakenFiles
) -> DecisionRecord:
    madr = each.madr
    integration = _integration(initiative, madr.integration)
    settled = _settled(madr)
    if integration and not designing.may_change_design(actor, integration, initiative):
        # Only who holds the design records what is decided about it, by whatever way (A19).
        settled = {"status": DecisionStatus.PROPOSED}
        outcome.note(
            each.name,
            f"It is taken as proposed: somebody else holds the design of {integration.reference}.",
        )
    written = Written(
        title=madr.title,
        context=madr.context,
        drivers=list(madr.drivers),
        options=[
            {
                "title": option.title,
                "description": option.description,
                "good": list(option.good),
                "neutral": list(option.neutral),
                "bad": list(option.bad),
            }
            for option in madr.options
        ],
        chosen_option=madr.chosen,
        outcome=madr.outcome,
        consequences=list(madr.consequences),
        confirmation=madr.confirmation,
        more_information=madr.more,
        consulted=list(madr.consulted),
        informed=list(madr.informed),
        named_deciders=list(madr.deciders),
        further_sections=[{"heading": name, "text": text} for name, text in madr.further],
        integration=integration,
    )
    made = create_decision(
        initiative,
        written,
        reference=reference,
        actor=actor,
        source=SOURCE,
        source_key=each.name[:300],
        front_matter=[list(line) for line in madr.front],
        **settled,
    )
    if made.status != DecisionStatus.PROPOSED:
        record_settled(made, DecisionStatus(made.status), f"as {each.name} tells", actor)
    return made


def _credit(
    made: DecisionRecord,
    each: FileTaken,
    inputs: Mapping[str, KnownInput],
    actor: User,
    outcome: TakenFiles,
) -> None:
    """Thank those whose inputs the file names, where these were raised here (A08)."""
    keep_credits(made, [inputs[name] for name in each.madr.inputs if name in inputs], actor)
    elsewhere = [name for name in each.madr.inputs if name not in inputs]
    if elsewhere:
        outcome.note(each.name, f"Not raised here, so not named: {', '.join(elsewhere)}.")


def _settled(madr: Madr) -> dict[str, Any]:
    """The status that the file tells; replaced follows once the other record is found."""
    status = madr.status or DecisionStatus.PROPOSED
    if status in {DecisionStatus.DECIDED, DecisionStatus.REPLACED}:
        day = madr.decided_on or timezone.localdate()
        return {"status": DecisionStatus.DECIDED, "decided_on": day, "decided_at": timezone.now()}
    return {"status": status, "decided_on": madr.decided_on}


def _integration(initiative: Initiative, told: str) -> Integration | None:
    if not told:
        return None
    every = Integration.objects.filter(initiative=initiative)
    return every.filter(reference=told).first() or every.filter(name=told).first()


def _link(
    links: list[tuple[DecisionRecord, str]],
    by_name: dict[str, DecisionRecord],
    outcome: TakenFiles,
    actor: User,
) -> None:
    """Join replaced records to those that took their place, as `replace_decision` would."""
    by_number = {name[:4]: record for name, record in by_name.items() if name[:4].isdigit()}
    by_number |= {
        each.reference.removeprefix(SERIES): each for each in by_name.values()
    } | by_number
    for decision, number in links:
        following = by_number.get(number)
        if following is None or (why := _why_not(decision, following)):
            why = "which replaced it, is not among them" if following is None else why
            outcome.note(decision.source_key, f"It is taken as decided: ADR-{number}, {why}.")
            continue
        decision.status = DecisionStatus.REPLACED
        decision.replaced_by = following
        decision.save(update_fields=["status", "replaced_by"])
        record_replaced(decision, following, actor)


def _why_not(decision: DecisionRecord, following: DecisionRecord) -> str:
    if following.status not in TAKEN_ONCE:
        return f"which replaced it, is {following.get_status_display().lower()}"
    return "which replaced it, is itself replaced by it" if _leads_to(following, decision) else ""


def _leads_to(start: DecisionRecord, wanted: DecisionRecord) -> bool:
    step: DecisionRecord | None = start
    while step is not None:
        if step.pk == wanted.pk:
            return True
        step = step.replaced_by
    return False


def _names(outcome: TakenFiles) -> str:
    names = [each.source_key for each in outcome.taken]
    return ", ".join(names[:5]) + (" and others" if len(names) > 5 else "")
