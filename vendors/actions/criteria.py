"""Asking a side for its criteria, drafting and publishing them (A17)."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.actions.table import note_it_contribution
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text
from people.vocabulary import Party
from vendors import events
from vendors.actions.checking import (
    counted,
    lock_for_comparing,
    permit_wording,
    refuse_if_changed,
    require_side,
    side_at,
)
from vendors.actions.reopening import current_scores, reopen_scores
from vendors.library.prefill import prefilled
from vendors.models import WORDING, CriteriaSet, Criterion, CriterionTemplate
from vendors.queries import criteria_in, criteria_of
from vendors.telling import tell_asked_for_criteria
from vendors.vocabulary import CriteriaState, Supersession


@transaction.atomic
def request_criteria(initiative: Initiative, party: str, *, actor: User) -> CriteriaSet:
    """Ask a side for its criteria, prefilled from the library; asking again changes nothing.

    Those who word them are told, once; what they have begun by themselves goes on. Where they
    have published criteria there is nothing to ask for.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: the party is no side.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    side = require_side(party)
    found = CriteriaSet.objects.filter(initiative=initiative, party=side).first()
    if found is not None and not found.is_unasked:
        return found
    asked = found or CriteriaSet(initiative=initiative, party=side, state=CriteriaState.ASKED_FOR)
    asked.initiative = initiative
    asked.asked_by, asked.asked_party = actor, side_at(initiative, actor)
    asked.asked_at = timezone.now()
    asked.save()
    proposed = 0 if found else _prefill(asked)
    record(events.CRITERIA_ASKED_FOR, asked, actor=actor, data={"party": side.label})
    tell_asked_for_criteria(asked, actor, proposed=proposed)
    _note_contribution(initiative, actor)
    return asked


@transaction.atomic
def draft_criteria(initiative: Initiative, party: str, *, actor: User) -> CriteriaSet:
    """Begin a side's criteria, or the next version of what it has published.

    Where a draft is open already, that one is returned.

    Raises:
        NotPermitted: the actor does not speak for that side.
        NotPossibleNow: the initiative has ended.
        InvalidInput: the party is no side.
    """
    initiative = lock_for_wording(initiative, require_side(party), actor=actor)
    return open_set(initiative, require_side(party), actor=actor)


@transaction.atomic
def publish_criteria(
    initiative: Initiative,
    party: str,
    *,
    actor: User,
    version: int | None = None,
    change_reason: str = "",
) -> CriteriaSet:
    """Publish what a side has drafted; from now on the other side and vendors may rely on it.

    Scores by criteria that this version changes or leaves out are opened again and kept.

    Raises:
        NotPermitted: the actor does not speak for that side.
        NotPossibleNow: nothing is drafted, or the initiative has ended.
        ChangedMeanwhile: the draft was changed since the actor saw it.
        InvalidInput: there is no criterion in it, or a text is too long.
    """
    side = require_side(party)
    initiative = lock_for_wording(initiative, side, actor=actor)
    draft = _open_draft(initiative, side)
    if draft is None:
        raise NotPossibleNow(
            f"No {side.label} criteria wait to be published.",
            way_out="Change a criterion first; that begins the next version.",
        )
    refuse_if_changed(version, draft.version, "these criteria")
    criteria = criteria_in({side: draft}, initiative)
    if not criteria:
        raise InvalidInput(
            "There is no criterion in this version.",
            way_out="Add one from the library or write your own.",
        )
    _keep_weights(criteria, criteria_of(initiative, side))
    draft.change_reason = optional_text(
        change_reason, "change_reason", label="The reason", most=2000
    )
    draft.state = CriteriaState.PUBLISHED
    draft.published_by, draft.published_at = actor, timezone.now()
    draft.version += 1
    draft.save()
    record(
        events.CRITERIA_PUBLISHED,
        draft,
        actor=actor,
        data={
            "party": side.label,
            "number": draft.number,
            "criteria": counted(len(criteria), "criterion", "criteria"),
            "keys": [each.key for each in criteria],
            "reason": draft.change_reason,
        },
    )
    _reopen_what_ended(draft, actor=actor)
    _note_contribution(initiative, actor)
    return draft


def lock_for_wording(initiative: Initiative, side: Party, *, actor: User) -> Initiative:
    """The initiative, locked, for somebody who words that side's criteria.

    Raises:
        NotPermitted: the actor does not speak for that side.
    """
    locked = lock_for_comparing(initiative, actor=actor)
    permit_wording(locked, side, actor)
    return locked


def open_set(initiative: Initiative, side: Party, *, actor: User) -> CriteriaSet:
    """The version a side is drafting; begun where there is none.

    Part of the caller's transaction, which holds the initiative's lock.
    """
    draft = _open_draft(initiative, side)
    now = timezone.now()
    if draft is not None:
        if draft.state == CriteriaState.ASKED_FOR:
            draft.state, draft.drafted_at = CriteriaState.DRAFTED, now
            draft.save(update_fields=["state", "drafted_at"])
        return draft
    last = CriteriaSet.objects.filter(initiative=initiative, party=side).first()
    draft = CriteriaSet.objects.create(
        initiative=initiative,
        party=side,
        number=last.number + 1 if last else 1,
        state=CriteriaState.DRAFTED,
        drafted_at=now,
    )
    if last is None:
        _prefill(draft)
    criteria = criteria_in({side: draft}, initiative)
    record(
        events.CRITERIA_DRAFTED,
        draft,
        actor=actor,
        data={
            "party": side.label,
            "number": draft.number,
            "criteria": counted(len(criteria), "criterion", "criteria"),
        },
    )
    return draft


def touch(draft: CriteriaSet) -> None:
    """Note that a draft reads differently now, for those who have it open."""
    draft.version += 1
    draft.save(update_fields=["version"])


def _open_draft(initiative: Initiative, side: Party) -> CriteriaSet | None:
    drafts = CriteriaSet.objects.filter(initiative=initiative, party=side)
    found = drafts.exclude(state=CriteriaState.PUBLISHED).first()
    if found is not None:
        found.initiative = initiative
    return found


def _prefill(draft: CriteriaSet) -> int:
    """Begin a draft with what the use case brings up; how many criteria that is."""
    asked = Criterion.objects.filter(initiative=draft.initiative)
    taken = {
        key
        for criteria in (asked.filter(ended_in=None), asked.in_effect())
        for key in criteria.values_list("key", flat=True)
    }
    templates = CriterionTemplate.objects.filter(retired_at=None)
    side = Party(draft.party)
    proposed = [
        from_template(each, draft)
        for each in prefilled(draft.initiative, side, templates)
        if each.key not in taken
    ]
    Criterion.objects.bulk_create(proposed)
    return len(proposed)


def from_template(template: CriterionTemplate, draft: CriteriaSet) -> Criterion:
    """A criterion of the draft in the library's words; not saved yet."""
    return Criterion(
        initiative=draft.initiative,
        party=draft.party,
        introduced_in=draft,
        template=template,
        key=template.key,
        **{name: getattr(template, name) for name in WORDING},
    )


def _keep_weights(published: list[Criterion], before: list[Criterion]) -> None:
    """What weighed in until now weighs as much under its new words, also if set meanwhile."""
    weights = {each.key: each.weight for each in before}
    changed = [each for each in published if weights.get(each.key, each.weight) != each.weight]
    for each in changed:
        each.weight = weights[each.key]
    Criterion.objects.bulk_update(changed, ["weight"])


def _reopen_what_ended(published: CriteriaSet, *, actor: User) -> None:
    ended = current_scores(criterion__ended_in=published)
    replaced = set(
        Criterion.objects.filter(introduced_in=published, replaces__isnull=False, ended_in=None)
        .values_list("replaces", flat=True)
        .order_by()
    )
    changed = [each for each in ended if each.criterion_id in replaced]
    gone = [each for each in ended if each.criterion_id not in replaced]
    reopen_scores(changed, Supersession.CRITERION_CHANGED, actor=actor)
    reopen_scores(gone, Supersession.CRITERION_WITHDRAWN, actor=actor)


def _note_contribution(initiative: Initiative, actor: User) -> None:
    if side_at(initiative, actor) == Party.IT:
        note_it_contribution(initiative, actor=actor)
