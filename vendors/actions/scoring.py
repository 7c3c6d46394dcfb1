"""Scoring by side, blind until every side that owes a score has given one (A18, B47)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.actions.table import note_it_contribution, permit
from initiatives.models import Initiative
from people.checking import require_choice
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party
from vendors import events, policies
from vendors.actions.checking import (
    link,
    lock_for_comparing,
    refuse_if_changed,
    side_at,
)
from vendors.models import Candidate, CriteriaSet, Criterion, Score
from vendors.queries import criteria_in, sets_of, standing_since
from vendors.sides import viewer_of
from vendors.vocabulary import HIGHEST, LOWEST, EvidenceStrength, ScoredBy, Supersession

_SAME = (
    "criterion_id",
    "value",
    "strength",
    "evidence_note",
    "evidence_link",
    "gap_reason",
)


@dataclass(frozen=True, slots=True)
class GivenScore:
    """What a side says of a candidate under a criterion.

    Without a value it could not be assessed: then `gap_reason` says why.
    """

    value: int | None = None
    strength: str = ""
    evidence_note: str = ""
    evidence_link: str = ""
    gap_reason: str = ""


@transaction.atomic
def give_score(
    candidate: Candidate,
    criterion: Criterion,
    given: GivenScore,
    *,
    actor: User,
    version: int | None = None,
) -> Score:
    """Score for the actor's side; what the side said before is kept.

    Scores before criteria are published are taken and marked. The event tells the value only
    once every side that owes one has given it. `version` is the one the actor saw, 0 where the
    side had never scored; None writes over whatever stands there. The same again changes nothing,
    unless it was given before the criteria stood: then it says that it holds by them (D02).

    Raises:
        NotPermitted: the actor does not score for a side here, or may have read what the other
            side has scored while it is not shown (see `vendors.sides`).
        NotPossibleNow: the criterion or the candidate is no longer compared, or the initiative
            has ended.
        ChangedMeanwhile: somebody of the side scored since the actor looked.
        InvalidInput: the value is not 0 to 4, its evidence is too weak for it, the reason for a
            gap is missing, or the criterion is not scored by the actor's side.
    """
    initiative = lock_for_comparing(candidate.initiative, actor=actor)
    party = side_at(initiative, actor)
    permit(
        policies.may_score(actor, initiative, party),
        "Scores are given by business and IT.",
        way_out="Ask somebody at the table.",
    )
    candidate = _considered(candidate)
    criterion, is_published = _in_effect(criterion)
    _refuse_other_side(criterion, party)
    _refuse_who_is_of_both(initiative, candidate, criterion, actor=actor)
    before = _current(candidate, criterion, party)
    refuse_if_changed(version, _version(candidate, criterion, party), "this score")
    score = Score(
        candidate=candidate,
        criterion=criterion,
        party=party,
        scored_by=actor,
        before_publication=not is_published,
        version=_version(candidate, criterion, party) + 1,
        **_tidied(given),
    )
    if before is not None and _says_the_same(before, score) and not _is_early(before, initiative):
        return before
    if before is not None:
        _supersede(before)
    score.save()
    _record(score, actor)
    _reveal(candidate, criterion, actor=actor)
    _keep_shown_since(before, score)
    if party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    score.refresh_from_db()
    return score


def _says_the_same(before: Score, score: Score) -> bool:
    return all(getattr(before, name) == getattr(score, name) for name in _SAME)


def _keep_shown_since(before: Score | None, score: Score) -> None:
    """A value that stays has been shown as long as it was: what was weighed of it is weighed."""
    if before is None or before.revealed_at is None or before.value != score.value:
        return
    # One that is not shown now, as the other side took its own back, is shown anew with that.
    shown = Score.objects.filter(pk=score.pk, revealed_at__isnull=False)
    shown.update(revealed_at=before.revealed_at)


def _is_early(before: Score, initiative: Initiative) -> bool:
    sets = CriteriaSet.objects.filter(initiative=initiative)
    since = standing_since(sets, before.criterion.party)
    return since is not None and before.scored_at < since


def _considered(candidate: Candidate) -> Candidate:
    found = Candidate.objects.select_related("vendor", "initiative").get(pk=candidate.pk)
    if not found.is_considered:
        raise NotPossibleNow(
            f"{found.name} was not taken further.",
            way_out="Consider it again first; what you typed is kept here.",
        )
    return found


def _in_effect(criterion: Criterion) -> tuple[Criterion, bool]:
    """The criterion as it counts now, and whether its side has published it."""
    effective, _ = sets_of(criterion.initiative)
    current = {each.pk: each for each in criteria_in(effective, criterion.initiative)}
    if criterion.pk not in current:
        raise NotPossibleNow(
            f"{criterion.key} was withdrawn or worded anew while you were scoring.",
            way_out="What you typed is kept here; copy what still holds to the criterion as it "
            "is now.",
        )
    found = current[criterion.pk]
    return found, effective[found.party].is_published


def _refuse_other_side(criterion: Criterion, party: Party) -> None:
    if party not in criterion.sides:
        raise InvalidInput(
            f"{criterion.key} is scored by {ScoredBy(criterion.scored_by).label} alone.",
            way_out="Ask its owner to let both sides score it.",
            field="value",
        )


def _refuse_who_is_of_both(
    initiative: Initiative, candidate: Candidate, criterion: Criterion, *, actor: User
) -> None:
    """Nobody scores blind for one side who may have read what the other has scored."""
    viewer = viewer_of(initiative, actor)
    if viewer.known == viewer.side or _is_shown(candidate, criterion):
        return
    raise NotPermitted(
        f"{criterion.key} is scored blind, and you have stood on both sides of this table or "
        "could speak for either.",
        way_out="Ask somebody who has spoken for your side alone; once both sides have scored, "
        "you see both.",
    )


def _is_shown(candidate: Candidate, criterion: Criterion) -> bool:
    """Whether every side that owes a score has given one that everybody sees."""
    shown = Score.objects.filter(
        candidate=candidate,
        criterion=criterion,
        superseded_at=None,
        value__isnull=False,
        revealed_at__isnull=False,
    )
    parties = set(shown.values_list("party", flat=True))
    return len(criterion.sides) == 1 or parties >= set(criterion.sides)


def _current(candidate: Candidate, criterion: Criterion, party: Party) -> Score | None:
    found = Score.objects.filter(
        candidate=candidate, criterion__key=criterion.key, party=party, superseded_at=None
    )
    return found.select_related("criterion").select_for_update(of=("self",)).first()


def _version(candidate: Candidate, criterion: Criterion, party: Party) -> int:
    kept = Score.objects.filter(candidate=candidate, criterion__key=criterion.key, party=party)
    return max(kept.values_list("version", flat=True), default=0)


def _tidied(given: GivenScore) -> dict[str, object]:
    note = optional_text(given.evidence_note, "evidence_note", label="The evidence", most=2000)
    address = link(given.evidence_link, "evidence_link")
    if given.value is None:
        reason = required_text(
            given.gap_reason, "gap_reason", label="Why it could not be assessed", most=2000
        )
        return {
            "value": None,
            "strength": "",
            "evidence_note": note,
            "evidence_link": address,
            "gap_reason": reason,
        }
    if not LOWEST <= given.value <= HIGHEST:
        raise InvalidInput(
            f"{given.value} is no score.", way_out="Use 0 to 4, or not assessed.", field="value"
        )
    if not given.strength:
        raise InvalidInput(
            "A score says what stands behind it.",
            way_out="Choose claimed, documented, attested or tested by us.",
            field="strength",
        )
    require_choice(EvidenceStrength, given.strength, "strength")
    _refuse_beyond_evidence(given.value, EvidenceStrength(given.strength))
    return {
        "value": given.value,
        "strength": given.strength,
        "evidence_note": note,
        "evidence_link": address,
        "gap_reason": "",
    }


def _refuse_beyond_evidence(value: int, strength: EvidenceStrength) -> None:
    if value > strength.highest_score:
        enough = "attested or tested by us" if value == HIGHEST else "at least documented"
        raise InvalidInput(
            f"A score of {value} needs evidence that is {enough}; this is "
            f"{strength.label.lower()}.",
            way_out=f"Choose stronger evidence, or score {strength.highest_score} or less.",
            field="strength",
        )


def _supersede(score: Score) -> None:
    score.superseded_at = timezone.now()
    score.superseded_because = Supersession.SCORED_AGAIN
    score.save(update_fields=["superseded_at", "superseded_because"])


def _record(score: Score, actor: User) -> None:
    data = {
        "candidate": score.candidate.name,
        "key": score.criterion.key,
        "party": Party(score.party).label,
        "before_publication": score.before_publication,
    }
    if score.is_gap:
        personal = {"reason": score.gap_reason}
        record(events.NOT_ASSESSED, score, actor=actor, data=data, personal=personal)
    else:
        record(events.SCORED, score, actor=actor, data=data)


def _reveal(candidate: Candidate, criterion: Criterion, *, actor: User) -> None:
    """Show every side's score once all that are owed have a value; a gap shows nothing."""
    current = {
        each.party: each
        for each in Score.objects.filter(
            candidate=candidate, criterion=criterion, superseded_at=None
        )
    }
    values = [current[party] for party in criterion.sides if party in current]
    if len(values) < len(criterion.sides) or any(each.is_gap for each in values):
        return
    Score.objects.filter(pk__in=[each.pk for each in values], revealed_at=None).update(
        revealed_at=timezone.now()
    )
    told = {each.party: {"value": each.value, "strength": each.strength} for each in values}
    words = ", ".join(
        f"{Party(each.party).label} {each.value} ({each.get_strength_display().lower()})"
        for each in values
    )
    record(
        events.SCORES_REVEALED,
        candidate,
        actor=actor,
        data={"candidate": candidate.name, "key": criterion.key, "scores": words, **told},
    )
