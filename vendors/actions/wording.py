"""One criterion of a side: added, worded anew, withdrawn."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.models import Initiative
from people.checking import require_choice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party
from vendors import events
from vendors.actions.checking import (
    listed,
    refuse_if_changed,
    require_side,
)
from vendors.actions.criteria import from_template, lock_for_wording, open_set, touch
from vendors.actions.reopening import current_scores, reopen_scores
from vendors.models import CriteriaSet, Criterion, CriterionTemplate
from vendors.queries import in_effect
from vendors.vocabulary import CriterionGroup, ScoredBy, Supersession

FIRST_OF_INITIATIVE = 101


@dataclass(frozen=True, slots=True)
class Wording:
    """What a criterion says; the same shape in the library and in an initiative.

    Attributes:
        framework_refs: texts of the form `scheme:id@edition`.
    """

    group: str
    question: str
    anchor_0: str
    anchor_2: str
    anchor_4: str
    scored_by: str
    evidence_wanted: str = ""
    framework_refs: list[str] = field(default_factory=list)


@transaction.atomic
def add_criterion(
    initiative: Initiative, party: str, wording: Wording, *, actor: User
) -> Criterion:
    """A criterion of the side's own words; begins the next version where none is drafted.

    Raises:
        NotPermitted: the actor does not speak for that side.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    side = require_side(party)
    initiative = lock_for_wording(initiative, side, actor=actor)
    words = tidied(wording)
    draft = open_set(initiative, side, actor=actor)
    criterion = Criterion.objects.create(
        initiative=initiative,
        party=side,
        introduced_in=draft,
        key=_free_key(initiative, wording.group),
        **asdict(words),
    )
    touch(draft)
    _record_added(criterion, actor)
    return criterion


@transaction.atomic
def take_from_library(initiative: Initiative, party: str, key: str, *, actor: User) -> Criterion:
    """A criterion in the library's words; one that is there already is returned.

    Raises:
        NotPermitted: the actor does not speak for that side.
        NotPossibleNow: the other side asks it already, or the initiative has ended.
        InvalidInput: the library has no such criterion.
    """
    side = require_side(party)
    initiative = lock_for_wording(initiative, side, actor=actor)
    template = CriterionTemplate.objects.filter(key=key, retired_at=None).first()
    if template is None:
        raise InvalidInput(
            f"The library has no criterion {key[:20]}.", way_out="Look for it there.", field="key"
        )
    there = Criterion.objects.filter(initiative=initiative, key=key, ended_in=None).first()
    if there is not None and there.party == side:
        return there
    _refuse_asked_by_other(initiative, side, key)
    draft = open_set(initiative, side, actor=actor)
    begun_with = Criterion.objects.filter(introduced_in=draft, key=key, ended_in=None).first()
    if begun_with is not None:
        return begun_with
    criterion = from_template(template, draft)
    criterion.save()
    touch(draft)
    _record_added(criterion, actor)
    return criterion


@transaction.atomic
def change_criterion(
    criterion: Criterion, wording: Wording, *, actor: User, version: int | None = None
) -> Criterion:
    """Word a criterion anew. Words that count or that somebody scored by are kept as a row.

    Saying the same again changes nothing.

    Raises:
        NotPermitted: the actor does not speak for the criterion's side.
        NotPossibleNow: the criterion was withdrawn or replaced, or the initiative has ended.
        ChangedMeanwhile: somebody changed it after the actor loaded it.
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    criterion = _locked(criterion, actor=actor)
    refuse_if_changed(version, criterion.version, f"{criterion.key}")
    words = tidied(wording)
    fields = [name for name, value in asdict(words).items() if getattr(criterion, name) != value]
    if not fields:
        return criterion
    draft = open_set(criterion.initiative, Party(criterion.party), actor=actor)
    if criterion.introduced_in_id == draft.pk and not criterion.scores.exists():
        changed = criterion
        for name, value in asdict(words).items():
            setattr(changed, name, value)
        changed.version += 1
        changed.save()
    else:
        changed = _replace(criterion, words, draft, actor=actor)
    touch(draft)
    data = {"key": changed.key, "fields": listed(_in_words(fields)), **asdict(words)}
    record(events.CRITERION_CHANGED, changed, actor=actor, data=data)
    return changed


@transaction.atomic
def withdraw_criterion(criterion: Criterion, *, reason: str, actor: User) -> Criterion:
    """Leave a criterion out of the next version; its words and scores are kept.

    Raises:
        NotPermitted: the actor does not speak for the criterion's side.
        NotPossibleNow: the criterion was withdrawn or replaced, or the initiative has ended.
        InvalidInput: the reason is missing where the criterion has been published.
    """
    criterion = _locked(criterion, actor=actor)
    needs_reason = criterion.introduced_in.is_published or criterion.scores.exists()
    keep = required_text if needs_reason else optional_text
    reason = keep(reason, "reason", label="The reason", most=2000)
    draft = open_set(criterion.initiative, Party(criterion.party), actor=actor)
    _end(criterion, draft, reason)
    touch(draft)
    data = {"key": criterion.key, "reason": reason or "not needed here"}
    record(events.CRITERION_WITHDRAWN, criterion, actor=actor, data=data)
    _reopen_if_in_effect(criterion, draft, Supersession.CRITERION_WITHDRAWN, actor=actor)
    return criterion


def tidied(wording: Wording) -> Wording:
    """The words made safe to keep.

    Raises:
        InvalidInput: a text is missing or too long, or a choice is unknown.
    """
    require_choice(CriterionGroup, wording.group, "group")
    require_choice(ScoredBy, wording.scored_by, "scored_by")
    return Wording(
        group=wording.group,
        question=required_text(
            wording.question, "question", label="The question", most=300, lines=False
        ),
        anchor_0=_anchor(wording.anchor_0, 0),
        anchor_2=_anchor(wording.anchor_2, 2),
        anchor_4=_anchor(wording.anchor_4, 4),
        scored_by=wording.scored_by,
        evidence_wanted=optional_text(
            wording.evidence_wanted, "evidence_wanted", label="The evidence", most=500
        ),
        framework_refs=[_reference(each) for each in wording.framework_refs if each.strip()],
    )


def _anchor(text: str, number: int) -> str:
    return required_text(
        text, f"anchor_{number}", label=f"What earns {number}", most=300, lines=False
    )


def _reference(text: str) -> str:
    text = text.strip()
    scheme, colon, rest = text.partition(":")
    if not (scheme and colon and rest.rpartition("@")[0] and rest.rpartition("@")[2]):
        raise InvalidInput(
            f"“{text[:60]}” names no edition.",
            way_out="Write it as scheme:id@edition, as in OWASP-LLM:LLM03@2026.",
            field="framework_refs",
        )
    return text[:120]


def _refuse_asked_by_other(initiative: Initiative, side: Party, key: str) -> None:
    """Scores go by the key, so it counts for one side at a time, also while it is being left."""
    asked = Criterion.objects.filter(initiative=initiative, key=key).exclude(party=side)
    there = asked.filter(ended_in=None).first()
    if there is not None:
        raise NotPossibleNow(
            f"{Party(there.party).label} asks {key} already.",
            way_out="One criterion is asked once; both sides can score it.",
        )
    leaving = asked.in_effect().first()
    if leaving is not None:
        raise NotPossibleNow(
            f"{Party(leaving.party).label} asks {key} until it publishes the version that leaves "
            "it out.",
            way_out="Take it once that is published.",
        )


def _locked(criterion: Criterion, *, actor: User) -> Criterion:
    initiative = lock_for_wording(criterion.initiative, Party(criterion.party), actor=actor)
    found = Criterion.objects.select_related("introduced_in").get(pk=criterion.pk)
    found.initiative = initiative
    if found.ended_in_id is not None:
        raise NotPossibleNow(
            f"{found.key} was withdrawn or worded anew meanwhile.",
            way_out="Look at the criteria as they are now.",
        )
    return found


def _replace(criterion: Criterion, words: Wording, draft: CriteriaSet, *, actor: User) -> Criterion:
    _end(criterion, draft, "")
    changed = Criterion.objects.create(
        initiative=criterion.initiative,
        party=criterion.party,
        introduced_in=draft,
        key=criterion.key,
        replaces=criterion,
        template_id=criterion.template_id,
        weight=criterion.weight,
        version=criterion.version + 1,
        **asdict(words),
    )
    _reopen_if_in_effect(criterion, draft, Supersession.CRITERION_CHANGED, actor=actor)
    return changed


def _end(criterion: Criterion, draft: CriteriaSet, reason: str) -> None:
    criterion.ended_in, criterion.ended_at = draft, timezone.now()
    criterion.end_reason = reason
    criterion.version += 1
    criterion.save()


def _reopen_if_in_effect(
    criterion: Criterion, draft: CriteriaSet, because: Supersession, *, actor: User
) -> None:
    """Where nothing was published yet the draft counts, and so does leaving it."""
    sets = CriteriaSet.objects.filter(initiative=criterion.initiative, party=criterion.party)
    effective, _ = in_effect(sets)
    if effective[criterion.party].pk == draft.pk:
        reopen_scores(current_scores(criterion=criterion), because, actor=actor)


def _free_key(initiative: Initiative, group: str) -> str:
    keys = Criterion.objects.filter(initiative=initiative, group=group).values_list(
        "key", flat=True
    )
    numbers = [int(tail) for key in keys if (tail := key.rpartition("-")[2]).isdecimal()]
    return f"{group}-{max([FIRST_OF_INITIATIVE - 1, *numbers]) + 1}"


def _record_added(criterion: Criterion, actor: User) -> None:
    data = {"key": criterion.key, "question": criterion.question, "party": criterion.party}
    record(events.CRITERION_ADDED, criterion, actor=actor, data=data)


def _in_words(fields: list[str]) -> list[str]:
    return [name.replace("_", " ") for name in fields]
