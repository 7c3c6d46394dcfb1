"""Registering an idea, drafting it before, and wording it better later."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from initiatives import events, policies
from initiatives.actions.milestones import declare_how_far
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended, seat
from initiatives.followers import followers
from initiatives.models import DRAFT_LIFETIME, Initiative, RegistrationDraft, UseCaseVersion
from initiatives.references import lock_series, take_references
from initiatives.vocabulary import OPERATIONAL_STATUS_BY_HOW_FAR, HowFar
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import Unit, User
from people.text import optional_text, required_text
from people.vocabulary import Party

USE_CASE_FIELDS = ("title", "problem", "business_goal", "operability_goal")


def use_case_text(
    *, title: str, problem: str, business_goal: str, operability_goal: str
) -> dict[str, str]:
    """The four texts of a use case, tidied.

    Raises:
        InvalidInput: title or problem is empty, or one is too long.
    """
    return {
        "title": required_text(title, "title", label="The title", most=200, lines=False),
        "problem": required_text(problem, "problem", label="The problem", most=5000),
        "business_goal": optional_text(
            business_goal, "business_goal", label="The business goal", most=2000
        ),
        "operability_goal": optional_text(
            operability_goal, "operability_goal", label="The operability goal", most=2000
        ),
    }


@transaction.atomic
def register_initiative(
    *,
    title: str,
    problem: str,
    unit: Unit,
    how_far: str,
    actor: User,
    business_goal: str = "",
    operability_goal: str = "",
    draft: RegistrationDraft | None = None,
    submission_key: uuid.UUID | None = None,
) -> Initiative:
    """A new initiative in design, led by the actor and visible to IT at once (B61).

    Sent twice under one `submission_key` it is registered once.

    Raises:
        NotPermitted: the actor is no business lead.
        InvalidInput: a text is missing or too long, or `how_far` is no known answer.
    """
    permit(
        policies.may_register_initiative(actor),
        "Only business leads register initiatives.",
        way_out="Ask a business lead of the unit, or an administrator for that role.",
    )
    texts = use_case_text(
        title=title,
        problem=problem,
        business_goal=business_goal,
        operability_goal=operability_goal,
    )
    if how_far not in HowFar.values:
        raise InvalidInput(
            f"“{how_far}” does not say how far it is.",
            way_out=f"Use one of {', '.join(HowFar.values)}.",
            field="how_far",
        )
    series = lock_series(f"AI-{timezone.localdate().year}-")
    if submission_key:
        registered = Initiative.objects.filter(submission_key=submission_key, lead=actor).first()
        if registered:
            return registered
    initiative = Initiative.objects.create(
        reference=take_references(series)[0],
        unit=unit,
        how_far=HowFar(how_far),
        operational_status=OPERATIONAL_STATUS_BY_HOW_FAR[HowFar(how_far)],
        lead=actor,
        submission_key=submission_key,
        **texts,
    )
    _keep_version(initiative, Party.BUSINESS)
    record(
        events.REGISTERED,
        initiative,
        actor=actor,
        data={**texts, "unit": unit.name, "how_far": HowFar(how_far).label.lower()},
    )
    seat(initiative, actor, Party.BUSINESS, actor=actor)
    declare_how_far(initiative, actor=actor)
    for follower in followers():
        follower.registered(initiative, actor=actor)
    if draft and draft.owner_id == actor.pk:
        _remove_draft(draft, "registered", actor=actor)
    return initiative


@transaction.atomic
def change_use_case(
    initiative: Initiative, *, changes: Mapping[str, str], version: int, actor: User
) -> Initiative:
    """Word the use case anew and keep how it read before (A14).

    `changes` maps any of `USE_CASE_FIELDS` to its new text; `version` is the one the actor saw.

    Raises:
        NotPermitted: the actor does not sit at the table for business.
        ChangedMeanwhile: somebody worded it anew after the actor loaded it.
        InvalidInput: title or problem is empty, or a text is too long.
        NotPossibleNow: the initiative has ended.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_change_use_case(actor, initiative),
        "Only the business side at the table words the use case.",
        way_out="Raise a design input with your proposal.",
    )
    refuse_if_ended(initiative)
    if version != initiative.version:
        raise ChangedMeanwhile(
            "Somebody worded this anew after you opened it.",
            way_out="Your text is still here; compare it with the new wording and save again.",
        )
    texts = use_case_text(
        **{name: changes.get(name, getattr(initiative, name)) for name in USE_CASE_FIELDS}
    )
    changed = [name for name in USE_CASE_FIELDS if texts[name] != getattr(initiative, name)]
    if not changed:
        return initiative
    for name in changed:
        setattr(initiative, name, texts[name])
    initiative.version += 1
    initiative.updated_at = timezone.now()
    initiative.save(update_fields=[*changed, "version", "updated_at"])
    _keep_version(initiative, Party.BUSINESS)
    record(
        events.USE_CASE_CHANGED,
        initiative,
        actor=actor,
        data={
            "fields": ", ".join(name.replace("_", " ") for name in changed),
            "version": initiative.version,
            "after_it_joined": initiative.it_joined_at is not None,
            **{name: texts[name] for name in changed},
        },
    )
    return initiative


@transaction.atomic
def save_draft(
    content: Mapping[str, Any], *, actor: User, draft: RegistrationDraft | None = None
) -> RegistrationDraft:
    """Keep what has been typed, for its owner alone, for 14 days (B61).

    Raises:
        NotPermitted: the actor is no business lead.
        NotPossibleNow: the draft is somebody else's.
    """
    permit(
        policies.may_register_initiative(actor),
        "Only business leads draft initiatives.",
        way_out="Ask an administrator for the role of business lead.",
    )
    if draft and draft.owner_id != actor.pk:
        raise NotPossibleNow("This draft is gone.", way_out="Start a new one.")
    content = {
        name: optional_text(str(value), name, label=name.replace("_", " ").capitalize(), most=5000)
        for name, value in content.items()
        if value
    }
    # A second press may make the same draft at the same moment.
    draft, _ = RegistrationDraft.objects.update_or_create(
        pk=draft.pk if draft else uuid.uuid4(),
        owner=actor,
        defaults={"content": content, "saved_at": timezone.now()},
    )
    record(events.DRAFT_SAVED, draft, actor=actor)
    return draft


@transaction.atomic
def discard_draft(draft: RegistrationDraft, *, actor: User) -> None:
    """Remove a draft.

    Raises:
        NotPossibleNow: it is somebody else's.
    """
    if draft.owner_id != actor.pk:
        raise NotPossibleNow("This draft is gone.", way_out="Start a new one.")
    _remove_draft(draft, "by its owner", actor=actor)


@transaction.atomic
def discard_expired_drafts(*, actor: Actor) -> int:
    """Remove drafts untouched for 14 days (B61); returns how many."""
    expired = RegistrationDraft.objects.select_for_update().filter(
        saved_at__lt=timezone.now() - DRAFT_LIFETIME
    )
    drafts = list(expired)
    for draft in drafts:
        _remove_draft(draft, "untouched for 14 days", actor=actor)
    return len(drafts)


def _remove_draft(draft: RegistrationDraft, why: str, *, actor: Actor) -> None:
    record(events.DRAFT_DISCARDED, draft, actor=actor, data={"why": why})
    draft.delete()


def _keep_version(initiative: Initiative, party: Party) -> None:
    UseCaseVersion.objects.create(
        initiative=initiative,
        number=initiative.version,
        changed_by_party=party,
        after_it_joined=initiative.it_joined_at is not None,
        **{name: getattr(initiative, name) for name in USE_CASE_FIELDS},
    )
