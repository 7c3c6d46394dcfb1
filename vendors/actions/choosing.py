"""Recording which candidate was chosen, with reasons, gaps and a way out (B44, B47)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record as record_event
from initiatives.actions import reopen_milestone
from initiatives.actions.table import permit
from initiatives.models import Initiative, Member
from initiatives.vocabulary import MilestoneKind
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party
from vendors import events, policies
from vendors.actions.candidates import is_taken, select_candidate
from vendors.actions.checking import counted, lock_for_comparing, refuse_if_changed, side_at
from vendors.choosing import Gap, gaps_of
from vendors.models import Candidate, SelectionGap, SelectionRecord
from vendors.queries import matrix_for_side
from vendors.telling import tell_chosen
from vendors.vocabulary import CandidateStage

_LONG = 5000
_MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class GapCare:
    """Who of a side assesses what it left open, by when, and what holds until then."""

    owner: User | None = None
    due_on: dt.date | None = None
    safeguard: str = ""


@dataclass(frozen=True, slots=True)
class RunCost:
    """What running it costs over so many months."""

    amount: Decimal
    currency: str
    months: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is recorded of a choice.

    Attributes:
        view: how the recording side sees it; it may follow.
        gaps: for each side that has not assessed something, who will and by when.
        sole_reason: why there is no other candidate; asked once, kept with the candidate.
    """

    candidate: Candidate | None
    why: str
    weighed: str = ""
    view: str = ""
    exit_outline: str = ""
    run_cost: RunCost | None = None
    benefit_months: int | None = None
    review_on: dt.date | None = None
    sole_reason: str = ""
    gaps: Mapping[Party, GapCare] = field(default_factory=dict)


@transaction.atomic
def record_selection(
    initiative: Initiative,
    choice: Choice,
    *,
    actor: User,
    supersedes: int | None = None,
    submission_key: uuid.UUID | None = None,
) -> SelectionRecord:
    """Record the choice and date the selection; an earlier record is kept and counts no more.

    Choosing another candidate than before reopens the selection first, so that it counts as a
    decision taken again. No view has to be there. `supersedes` is the key of the record that the
    actor saw, 0 where there was none; None asks for no check.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the candidate was not taken further, or the initiative has ended.
        ChangedMeanwhile: somebody recorded a choice since the actor looked.
        InvalidInput: no candidate or no reason is given, the only candidate lacks its reason,
            something not assessed has no owner and day, or a number is out of range.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    if submission_key and (sent := _sent_before(submission_key, initiative)):
        return sent
    before = SelectionRecord.objects.filter(initiative=initiative, superseded_at=None).first()
    refuse_if_changed(supersedes, before.pk if before else 0, "the choice")
    candidate = _chosen(initiative, choice.candidate)
    fields = _fields(choice)
    gaps = _gaps(initiative, candidate, choice)
    _reopen_where_another_is_chosen(initiative, candidate, fields["why"], actor=actor)
    candidate = select_candidate(candidate, actor=actor, sole_reason=choice.sole_reason)
    _supersede(before, actor=actor)
    record = _recorded(initiative, candidate, choice, fields, actor, submission_key)
    for each in gaps:
        each.record = record
    SelectionGap.objects.bulk_create(gaps)
    data = {"candidate": candidate.name, "gaps": counted(len(gaps), "gap", "gaps")}
    record_event(
        events.SELECTION_RECORDED, record, actor=actor, data=data, personal={"why": record.why}
    )
    tell_chosen(record, actor)
    return record


@transaction.atomic
def write_selection_view(
    record: SelectionRecord, *, text: str, actor: User, version: int | None = None
) -> SelectionRecord:
    """Write how one's own side sees the choice; the other side's view stays as it is.

    The same words again change nothing. `version` is the record's, as the actor saw it.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: another choice holds now, or the initiative has ended.
        ChangedMeanwhile: somebody wrote since the actor looked.
        InvalidInput: the text is empty.
    """
    initiative = lock_for_comparing(record.initiative, actor=actor)
    party = side_at(initiative, actor)
    permit(
        policies.may_write_choice_view(actor, initiative, party),
        "Each side writes its own view.",
        way_out="Ask somebody at the table.",
    )
    record = SelectionRecord.objects.select_for_update().get(pk=record.pk)
    record.initiative = initiative
    if record.superseded_at is not None:
        raise NotPossibleNow(
            "Another choice holds now; this one is kept as it is.",
            way_out="Write your view on the one that holds.",
        )
    text = required_text(text, "text", label="The view", most=_LONG)
    if getattr(record, f"{party.value}_view") == text:
        return record
    refuse_if_changed(version, record.version, "the choice")
    for name, value in _view(party, text, actor).items():
        setattr(record, name, value)
    record.version += 1
    record.save()
    record_event(
        events.SELECTION_VIEW_WRITTEN,
        record,
        actor=actor,
        data={"party": party.label},
        personal={"text": text},
    )
    return record


def _sent_before(key: uuid.UUID, initiative: Initiative) -> SelectionRecord | None:
    sent = SelectionRecord.objects.filter(submission_key=key, initiative=initiative)
    return sent.select_related("initiative", "candidate__vendor").first()


def _chosen(initiative: Initiative, wanted: Candidate | None) -> Candidate:
    own = Candidate.objects.filter(initiative=initiative).select_related("vendor")
    found = own.filter(pk=wanted.pk).first() if wanted else None
    if found is None:
        raise InvalidInput(
            "No candidate of this initiative is chosen.",
            way_out="Choose one of the candidates, or add it first.",
            field="candidate",
        )
    if not found.is_considered:
        raise NotPossibleNow(
            f"{found.name} was not taken further.", way_out="Consider it again first."
        )
    found.initiative = initiative
    return found


def _fields(choice: Choice) -> dict[str, Any]:
    cost = choice.run_cost
    fields = {
        "why": required_text(choice.why, "why", label="The reason", most=_LONG),
        "weighed": optional_text(choice.weighed, "weighed", label="What was weighed", most=_LONG),
        "exit_outline": optional_text(
            choice.exit_outline, "exit_outline", label="The way out", most=_LONG
        ),
        "benefit_months": _months(choice.benefit_months, "benefit_months"),
        "review_on": choice.review_on,
    }
    _refuse_passed(choice.review_on, "review_on")
    return {**fields, **(_cost(cost) if cost else {})}


def _cost(cost: RunCost) -> dict[str, Any]:
    currency = cost.currency.strip().upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise InvalidInput(
            f"“{cost.currency}” is no currency.",
            way_out="Use three letters, as in EUR.",
            field="run_cost_currency",
        )
    if not 0 <= cost.amount < Decimal(10) ** 12:
        raise InvalidInput(
            "The run cost is no sum of money.",
            way_out="Give what running it costs over the months.",
            field="run_cost_amount",
        )
    return {
        "run_cost_amount": cost.amount,
        "run_cost_currency": currency,
        "run_cost_months": _months(cost.months, "run_cost_months"),
    }


def _months(months: int | None, field: str) -> int | None:
    if months is not None and not 1 <= months <= _MOST_MONTHS:
        raise InvalidInput(
            f"{months} is no number of months.",
            way_out=f"Use 1 to {_MOST_MONTHS}.",
            field=field,
        )
    return months


def _refuse_passed(day: dt.date | None, field: str) -> None:
    if day is not None and day < timezone.localdate():
        raise InvalidInput(f"{day} has passed.", way_out="Choose a day ahead.", field=field)


@dataclass(frozen=True, slots=True)
class _Taken:
    """Care that is complete: somebody at the table has it in hand until a day."""

    owner: User
    due_on: dt.date
    safeguard: str


def _gaps(initiative: Initiative, candidate: Candidate, choice: Choice) -> list[SelectionGap]:
    """What nobody has assessed, each with an owner and a day (DOMAIN 3: a gap is never zero)."""
    found = gaps_of(matrix_for_side(initiative, None), candidate)
    care = {side: _care(initiative, side, found, choice) for side in {each.party for each in found}}
    return [
        SelectionGap(
            criterion=each.criterion,
            party=each.party,
            owner=care[each.party].owner,
            due_on=care[each.party].due_on,
            safeguard=care[each.party].safeguard,
        )
        for each in found
    ]


def _care(initiative: Initiative, side: Party, gaps: list[Gap], choice: Choice) -> _Taken:
    care = choice.gaps.get(side, GapCare())
    count = counted(sum(gap.party == side for gap in gaps), "criterion", "criteria")
    name = "IT" if side == Party.IT else "Business"
    if care.owner is None or not _sits(care.owner, initiative):
        raise InvalidInput(
            f"{name} has not assessed {count}, and nobody at the table has it in hand.",
            way_out="Name somebody at the table, or assess it first.",
            field=f"{side.value}_owner",
        )
    if care.due_on is None:
        raise InvalidInput(
            f"{name} has not assessed {count}, and no day is given.",
            way_out="Say by when it will be.",
            field=f"{side.value}_due_on",
        )
    safeguard = optional_text(
        care.safeguard, f"{side.value}_safeguard", label="What holds until then", most=2000
    )
    _refuse_passed(care.due_on, f"{side.value}_due_on")
    return _Taken(care.owner, care.due_on, safeguard)


def _sits(owner: User, initiative: Initiative) -> bool:
    seats = Member.objects.filter(initiative=initiative, user=owner, left_at=None)
    return owner.is_active and seats.exists()


def _reopen_where_another_is_chosen(
    initiative: Initiative, candidate: Candidate, why: str, *, actor: User
) -> None:
    others = Candidate.objects.filter(initiative=initiative, stage=CandidateStage.SELECTED).exclude(
        pk=candidate.pk
    )
    if others.exists() and is_taken(initiative, MilestoneKind.SELECTION):
        reopen_milestone(initiative, MilestoneKind.SELECTION, reason=why[:2000], actor=actor)


def _supersede(before: SelectionRecord | None, *, actor: User) -> None:
    if before is None:
        return
    before.superseded_at = timezone.now()
    before.save(update_fields=["superseded_at"])
    name = before.candidate.name if before.candidate else ""
    record_event(events.SELECTION_SUPERSEDED, before, actor=actor, data={"candidate": name})


def _recorded(
    initiative: Initiative,
    candidate: Candidate,
    choice: Choice,
    fields: dict[str, Any],
    actor: User,
    submission_key: uuid.UUID | None,
) -> SelectionRecord:
    party = side_at(initiative, actor)
    view = optional_text(choice.view, "view", label="Your view", most=_LONG)
    return SelectionRecord.objects.create(
        initiative=initiative,
        candidate=candidate,
        single_candidate_reason=candidate.sole_reason if _is_single(candidate) else "",
        recorded_by=actor,
        recorded_party=party,
        recorded_at=timezone.now(),
        submission_key=submission_key,
        **fields,
        **(_view(party, view, actor) if view else {}),
    )


def _is_single(candidate: Candidate) -> bool:
    rivals = Candidate.objects.filter(initiative=candidate.initiative_id).exclude(pk=candidate.pk)
    return not rivals.exclude(stage=CandidateStage.NOT_TAKEN_FURTHER).exists()


def _view(party: Party, text: str, actor: User) -> dict[str, Any]:
    name = f"{party.value}_view"
    return {name: text, f"{name}_by": actor, f"{name}_at": timezone.now()}
