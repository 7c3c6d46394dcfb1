"""Candidates of an initiative, and the dated steps from longlist to selection (A12, A18)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.kinds import EventKind
from audit.recording import record
from initiatives.actions import take_milestone
from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import MilestoneKind
from people.checking import refuse_future
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from vendors import events
from vendors.actions.checking import lock_for_comparing, side_at
from vendors.actions.vendors import vendor_named
from vendors.models import Candidate, Vendor
from vendors.vocabulary import CandidateStage

MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """What is to be compared: of a vendor known or new by name, or built in-house.

    Attributes:
        title: the product where the vendor has several; what would be built where it is in-house.
    """

    vendor: Vendor | None = None
    vendor_name: str = ""
    in_house: bool = False
    title: str = ""


@transaction.atomic
def add_candidate(
    initiative: Initiative,
    wanted: NewCandidate,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> Candidate:
    """A candidate on the longlist; a vendor that nobody has named before is added.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is a candidate already, there are 60, or the initiative has ended.
        InvalidInput: neither a vendor nor a name for what would be built is given.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    if submission_key and (sent := _sent_before(submission_key, initiative)):
        return sent
    title = optional_text(wanted.title, "title", label="The name", most=200, lines=False)
    vendor = None if wanted.in_house else _vendor(wanted, actor)
    if vendor is None and not title:
        raise InvalidInput(
            "What would be built has no name.", way_out="A few words are enough.", field="title"
        )
    _refuse_twice(initiative, vendor, title)
    candidate = Candidate.objects.create(
        initiative=initiative,
        vendor=vendor,
        title=title,
        added_by=actor,
        added_party=side_at(initiative, actor),
        submission_key=submission_key,
    )
    _record(events.CANDIDATE_ADDED, candidate, actor)
    return candidate


@transaction.atomic
def take_longlist(
    initiative: Initiative,
    *,
    actor: User,
    taken_on: dt.date | None = None,
    sole_reason: str = "",
) -> list[Candidate]:
    """Date the longlist as it stands.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the longlist is dated already, or the initiative has ended.
        InvalidInput: there is no candidate, the only one lacks its reason, or the day lies ahead.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    considered = _considered(initiative)
    _refuse_none(considered)
    _explain_sole(considered, sole_reason, actor=actor)
    take_milestone(initiative, MilestoneKind.LONGLIST, actor=actor, taken_on=taken_on)
    return considered


@transaction.atomic
def take_shortlist(
    initiative: Initiative,
    chosen: Collection[Candidate],
    *,
    actor: User,
    taken_on: dt.date | None = None,
    sole_reason: str = "",
) -> list[Candidate]:
    """Make these candidates the shortlist and date it; the others are on the longlist.

    Where the shortlist is dated already, only the candidates move. Who is selected stays so.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: none is chosen, the only one lacks its reason, or the day lies ahead.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    refuse_future(taken_on, "taken_on")
    wanted = {each.pk for each in chosen}
    considered = _considered(initiative)
    shortlist = [each for each in considered if each.pk in wanted]
    _refuse_none(shortlist)
    _explain_sole(shortlist, sole_reason, actor=actor)
    for each in considered:
        _place(each, actor, on_shortlist=each.pk in wanted)
    if not is_taken(initiative, MilestoneKind.SHORTLIST):
        take_milestone(initiative, MilestoneKind.SHORTLIST, actor=actor, taken_on=taken_on)
    return shortlist


@transaction.atomic
def select_candidate(
    candidate: Candidate,
    *,
    actor: User,
    taken_on: dt.date | None = None,
    sole_reason: str = "",
) -> Candidate:
    """Select a candidate and date the selection; who had been selected returns to the shortlist.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it was not taken further, or the initiative has ended.
        InvalidInput: it is the only one and lacks its reason, or the day lies ahead.
    """
    initiative = lock_for_comparing(candidate.initiative, actor=actor)
    refuse_future(taken_on, "taken_on")
    considered = _considered(initiative)
    found = next((each for each in considered if each.pk == candidate.pk), None)
    if found is None:
        raise NotPossibleNow(
            f"{candidate.name} was not taken further.", way_out="Consider it again first."
        )
    _explain_sole(considered, sole_reason, actor=actor)
    for each in considered:
        if each.stage == CandidateStage.SELECTED and each.pk != found.pk:
            each.stage = CandidateStage.SHORTLIST
            _save(each)
    if found.stage != CandidateStage.SELECTED:
        found.stage, found.selected_at = CandidateStage.SELECTED, timezone.now()
        _save(found)
        _record(events.CANDIDATE_SELECTED, found, actor)
    if not is_taken(initiative, MilestoneKind.SELECTION):
        take_milestone(initiative, MilestoneKind.SELECTION, actor=actor, taken_on=taken_on)
    return found


@transaction.atomic
def leave_candidate(candidate: Candidate, *, reason: str, actor: User) -> Candidate:
    """Take a candidate no further; its scores and answers are kept.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it was left before, or the initiative has ended.
        InvalidInput: the reason is empty.
    """
    candidate = _locked(candidate, actor=actor)
    if not candidate.is_considered:
        raise NotPossibleNow(
            f"{candidate.name} was not taken further already.", way_out="Nothing is left to do."
        )
    reason = required_text(reason, "reason", label="The reason", most=2000)
    candidate.stage, candidate.left_at = CandidateStage.NOT_TAKEN_FURTHER, timezone.now()
    candidate.left_reason = reason
    _save(candidate)
    _record(events.CANDIDATE_LEFT, candidate, actor, reason=reason)
    return candidate


@transaction.atomic
def consider_again(candidate: Candidate, *, reason: str, actor: User) -> Candidate:
    """Take a candidate up again, on the list it was on.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is considered, or the initiative has ended.
        InvalidInput: the reason is empty.
    """
    candidate = _locked(candidate, actor=actor)
    if candidate.is_considered:
        raise NotPossibleNow(f"{candidate.name} is considered.", way_out="Nothing is left to do.")
    reason = required_text(reason, "reason", label="The reason", most=2000)
    candidate.stage = (
        CandidateStage.SHORTLIST if candidate.shortlisted_at else CandidateStage.LONGLIST
    )
    candidate.left_at, candidate.left_reason = None, ""
    _save(candidate)
    _record(events.CANDIDATE_BACK, candidate, actor, reason=reason)
    return candidate


def is_taken(initiative: Initiative, kind: MilestoneKind) -> bool:
    """Whether the step has been taken."""
    return Milestone.objects.filter(initiative=initiative, kind=kind, taken=True).exists()


def _considered(initiative: Initiative) -> list[Candidate]:
    found = Candidate.objects.filter(initiative=initiative).select_related("vendor")
    candidates = list(found.exclude(stage=CandidateStage.NOT_TAKEN_FURTHER))
    for each in candidates:
        each.initiative = initiative
    return candidates


def _place(candidate: Candidate, actor: User, *, on_shortlist: bool) -> None:
    if on_shortlist and candidate.stage == CandidateStage.LONGLIST:
        candidate.stage, candidate.shortlisted_at = CandidateStage.SHORTLIST, timezone.now()
        kind = events.CANDIDATE_SHORTLISTED
    elif not on_shortlist and candidate.stage == CandidateStage.SHORTLIST:
        candidate.stage, candidate.shortlisted_at = CandidateStage.LONGLIST, None
        kind = events.CANDIDATE_OFF_SHORTLIST
    else:
        return
    _save(candidate)
    _record(kind, candidate, actor)


def _locked(candidate: Candidate, *, actor: User) -> Candidate:
    initiative = lock_for_comparing(candidate.initiative, actor=actor)
    found = Candidate.objects.select_related("vendor").get(pk=candidate.pk)
    found.initiative = initiative
    return found


def _save(candidate: Candidate) -> None:
    candidate.version += 1
    candidate.save()


def _sent_before(key: uuid.UUID, initiative: Initiative) -> Candidate | None:
    found = Candidate.objects.filter(submission_key=key, initiative=initiative)
    return found.select_related("vendor", "initiative").first()


def _vendor(wanted: NewCandidate, actor: User) -> Vendor:
    if wanted.vendor is not None:
        return wanted.vendor
    return vendor_named(wanted.vendor_name, field="vendor_name", actor=actor)


def _refuse_twice(initiative: Initiative, vendor: Vendor | None, title: str) -> None:
    there = Candidate.objects.filter(initiative=initiative)
    found = there.filter(vendor=vendor, title__iexact=title).first()
    if found is not None:
        raise NotPossibleNow(
            f"{found.name} is a candidate already.",
            way_out="Name another product of the vendor, or consider it again.",
        )
    if there.count() >= MOST_CANDIDATES:
        raise NotPossibleNow(
            f"There are {MOST_CANDIDATES} candidates.",
            way_out="A comparison of more helps nobody; leave some out first.",
        )


def _refuse_none(candidates: list[Candidate]) -> None:
    if not candidates:
        raise InvalidInput(
            "No candidate is on this list.",
            way_out="Choose at least one.",
            field="candidates",
        )


def _explain_sole(candidates: list[Candidate], reason: str, *, actor: User) -> None:
    """A list of one says why; asked once, kept with the candidate."""
    if len(candidates) != 1:
        return
    only = candidates[0]
    reason = optional_text(reason, "sole_reason", label="The reason", most=2000)
    if not reason and only.sole_reason:
        return
    if not reason:
        raise InvalidInput(
            f"{only.name} is the only one on this list.",
            way_out="Say in a sentence why there is no other, or add one to compare with.",
            field="sole_reason",
        )
    if reason != only.sole_reason:
        only.sole_reason = reason
        _save(only)
        _record(events.SOLE_CANDIDATE_EXPLAINED, only, actor, reason=reason)


def _record(kind: EventKind, candidate: Candidate, actor: User, **data: str) -> None:
    record(kind, candidate, actor=actor, data={"name": candidate.name, **data})
