"""Answering a field of the clarity profile, and confirming what the other side worded."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, policies
from governance.clarity.catalogue import Field, catalogue
from governance.clarity.cleaning import clean_links, clean_rows
from governance.clarity.facts import facts_of
from governance.clarity.missing import missing
from governance.clarity.profile import needs_confirming
from governance.clarity.reading import part_in_words
from governance.models import ClarityAnswer
from initiatives.actions.table import (
    lock_initiative,
    note_it_contribution,
    permit,
    refuse_if_ended,
)
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow, NotVisible
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party

_KIND = ClarityAnswer.Kind
_SIDES = frozenset({Party.BUSINESS, Party.IT})


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What somebody says in a field: values, a known gap, or why it does not apply.

    Attributes:
        rows: the values, as the catalogue describes them.
        evidence: links, each with `title` and `address`.
        gap_owner, gap_due_on, gap_safeguard: who closes a known gap, by when, and what holds
            until then (B68).
        reason: why it does not apply.
    """

    kind: str = _KIND.VALUE
    rows: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    review_on: dt.date | None = None
    reason: str = ""
    gap_owner: User | None = None
    gap_due_on: dt.date | None = None
    gap_safeguard: str = ""


@transaction.atomic
def answer_field(
    initiative: Initiative,
    field_id: str,
    given: FieldAnswer,
    *,
    actor: User,
    version: int | None = None,
) -> ClarityAnswer:
    """Say what is known; either side may write any field.

    `version` is the answer's that the actor saw, 0 where there was none; None writes over
    whatever stands there now.

    Raises:
        NotPermitted: the actor works on no side of this table.
        NotVisible: the catalogue has no such field.
        NotPossibleNow: the field is read from elsewhere, or the initiative has ended.
        ChangedMeanwhile: somebody wrote it after the actor loaded it.
        InvalidInput: a value cannot be used, or a gap lacks its owner, day or safeguard.
    """
    initiative = lock_initiative(initiative, actor=actor)
    _permit_answering(initiative, actor)
    asked = _asked(field_id)
    _refuse_if_kept_elsewhere(initiative, asked, given.kind)
    before = _locked(initiative, asked)
    _refuse_if_changed(before, version)
    answer = before or ClarityAnswer(initiative=initiative, field=asked.id, version=0)
    party = policies.speaks_for(actor, initiative)
    answer.confirmed_party = _had_its_say(answer, party)
    _write(answer, asked, given)
    answer.written_by, answer.written_party = actor, party
    answer.written_at = timezone.now()
    answer.version += 1
    answer.save()
    record(events.FIELD_ANSWERED[answer.kind], answer, actor=actor, data=_told(answer, asked))
    if party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return answer


@transaction.atomic
def confirm_field(
    initiative: Initiative, field_id: str, *, actor: User, version: int | None = None
) -> ClarityAnswer:
    """The other side says that a joint field reads as it sees it.

    Raises:
        NotPermitted: the actor works on no side of this table.
        NotVisible: the catalogue has no such field.
        NotPossibleNow: nothing waits for this side, or something is missing in it still.
        ChangedMeanwhile: somebody wrote it after the actor loaded it.
    """
    initiative = lock_initiative(initiative, actor=actor)
    _permit_answering(initiative, actor)
    asked = _asked(field_id)
    _refuse_if_kept_elsewhere(initiative, asked, _KIND.VALUE)
    answer = _locked(initiative, asked)
    _refuse_if_changed(answer, version)
    party = policies.speaks_for(actor, initiative)
    if answer is None or not needs_confirming(asked, answer) or answer.written_party == party:
        raise NotPossibleNow(
            f"{asked.label}: there is nothing that your side could confirm.",
            way_out="Word it yourself, or wait for the other side.",
        )
    if lacks := missing(asked, answer, _stage_for(asked, initiative), facts_of(initiative)):
        raise NotPossibleNow(
            "It is not complete yet.", way_out=f"{lacks} Write it in your own words."
        )
    answer.confirmed_party = party
    answer.version += 1
    answer.save()
    data = {"field": asked.id, "label": asked.label}
    record(events.FIELD_CONFIRMED, answer, actor=actor, data=data)
    if party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return answer


def _permit_answering(initiative: Initiative, actor: User) -> None:
    permit(
        policies.may_answer_field(actor, initiative),
        "Those at the table answer the profile.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_ended(initiative)


def _asked(field_id: str) -> Field:
    asked = catalogue().get(field_id)
    if asked is None:
        raise NotVisible(
            f"{field_id[:20]} is not asked.", way_out="Look at the profile for what is."
        )
    if not asked.parts:
        raise NotPossibleNow(
            f"{asked.label} is read from the standing session.",
            way_out="Begin the session, or give it its next date.",
        )
    return asked


def _refuse_if_kept_elsewhere(initiative: Initiative, asked: Field, kind: str) -> None:
    """What is kept elsewhere is not written a second time; while it says nothing, a gap is."""
    kept = facts_of(initiative).kept.get(asked.id)
    if kept is not None and (kept.is_said or kind == _KIND.VALUE):
        raise NotPossibleNow(
            f"{asked.label} is read from {kept.place}.", way_out="Say it there; it shows up here."
        )


def _locked(initiative: Initiative, asked: Field) -> ClarityAnswer | None:
    answers = ClarityAnswer.objects.select_for_update(of=("self",)).filter(
        initiative=initiative, field=asked.id
    )
    found = answers.first()
    if found is not None:
        found.initiative = initiative
    return found


def _refuse_if_changed(answer: ClarityAnswer | None, version: int | None) -> None:
    if version is not None and version != (answer.version if answer else 0):
        raise ChangedMeanwhile(
            "Somebody has written this field since you opened it.",
            way_out="What you typed is kept; look at what stands there now and decide again.",
        )


def _had_its_say(answer: ClarityAnswer, party: Party) -> str:
    """The other side, where it worded what is being worded anew."""
    if not answer.pk or answer.kind != _KIND.VALUE or answer.written_party == party:
        return ""
    return answer.written_party if answer.written_party in _SIDES else ""


def _write(answer: ClarityAnswer, asked: Field, given: FieldAnswer) -> None:
    require_choice(_KIND, given.kind, "kind")
    if asked.derived and given.kind != _KIND.VALUE:
        raise InvalidInput(
            f"{asked.label} follows from what is known already.",
            way_out="Answer what it follows from.",
            field="kind",
        )
    answer.kind = given.kind
    is_value, is_gap = given.kind == _KIND.VALUE, given.kind == _KIND.KNOWN_GAP
    answer.rows = clean_rows(asked, given.rows, facts_of(answer.initiative)) if is_value else []
    answer.evidence = clean_links(given.evidence)
    answer.review_on = _day_ahead(given.review_on, "review_on", "The review date")
    answer.reason = (
        required_text(given.reason, "reason", label="The reason", most=2000)
        if given.kind == _KIND.NOT_APPLICABLE
        else optional_text(given.reason, "reason", label="The reason", most=2000)
    )
    answer.gap_owner, answer.gap_due_on, answer.gap_safeguard = (
        _gap(given) if is_gap else (None, None, "")
    )


def _gap(given: FieldAnswer) -> tuple[User, dt.date, str]:
    owner = given.gap_owner
    if owner is None or not owner.is_active:
        raise InvalidInput(
            "A known gap has an owner.", way_out="Name an active person.", field="gap_owner"
        )
    due_on = _day_ahead(given.gap_due_on, "gap_due_on", "The day by which it is closed")
    if due_on is None:
        raise InvalidInput(
            "A known gap has a day.", way_out="Say by when it is closed.", field="gap_due_on"
        )
    safeguard = required_text(
        given.gap_safeguard, "gap_safeguard", label="The interim safeguard", most=2000
    )
    return owner, due_on, safeguard


def _day_ahead(day: dt.date | None, name: str, label: str) -> dt.date | None:
    if day is not None and day <= timezone.localdate():
        raise InvalidInput(f"{label} lies behind us.", way_out="Give a day ahead.", field=name)
    return day


def _told(answer: ClarityAnswer, asked: Field) -> dict[str, Any]:
    facts = facts_of(answer.initiative)
    return {
        "field": asked.id,
        "label": asked.label,
        "rows": answer.rows,
        "evidence": answer.evidence,
        "review_on": answer.review_on,
        "reason": answer.reason,
        "safeguard": answer.gap_safeguard,
        "until": answer.gap_due_on,
        "words": "; ".join(
            f"{part.label}: {part_in_words(part, row[part.name], facts)}"
            for row in answer.rows
            for part in asked.parts
            if part.name in row and part.kind not in {"person", "unit_or_post"}
        )[:500],
    }


def _stage_for(asked: Field, initiative: Initiative) -> Stage:
    stage = Stage(initiative.stage)
    return stage if asked.need(stage) else asked.first_needed
