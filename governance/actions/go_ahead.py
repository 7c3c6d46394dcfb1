"""Moving on, or back: the one way a stage changes (DOMAIN 4)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, moving
from governance.actions.agenda import add_agenda_item
from governance.actions.carrying import Carry, checked_items, keep_items, open_items_of
from governance.actions.series import refuse_if_resting
from governance.actions.settling import close_answered
from governance.clarity.facts import forget_clarity
from governance.clarity_links import missing_from_floor
from governance.going_ahead_told import ask_views
from governance.models import AgendaItem, GoAhead, GoAheadView, SessionOccurrence
from governance.moving_needs import changes_since, needs_of
from governance.policies import speaks_for
from governance.sessions.queries import current_series, next_occurrence
from governance.vocabulary import GoAheadKind, GoAheadViewKind, OccurrenceState
from initiatives.actions.table import lock_initiative, permit
from initiatives.followers import followers
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody records.

    Attributes:
        to_stage: a value of `Stage`.
        items: the six answers about each owed item; none for going back.
        reason: why it goes back; a word with a move forward, if they like.
        session: where it was discussed; else `no_session_reason`.
        seen: what the page showed (`moving_needs.seen_now`); empty records over whatever is there.
    """

    to_stage: str
    items: tuple[Carry, ...] = ()
    reason: str = ""
    session: SessionOccurrence | None = None
    no_session_reason: str = ""
    seen: str = ""


@transaction.atomic
def record_go_ahead(
    initiative: Initiative,
    move: Move,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> GoAhead:
    """Move on with what is owed in plain sight, or go back; nobody has to agree first.

    Where two posts carry the result together it waits until the other one joins.

    Raises:
        NotPermitted: the actor is none of those who carry the result, or, going back, works on
            neither side of this table.
        NotPossibleNow: the initiative rests or has ended, the stage is not the next one, another
            go-ahead waits, nobody is named for a post, or one of the three facts is missing.
        ChangedMeanwhile: the page shows another stage or other owed items.
        InvalidInput: one of the answers is missing; the field is `<key>.<question>`.
    """
    initiative = lock_initiative(initiative, actor=actor)
    sent = _sent_before(submission_key, actor)
    if sent is not None:
        return sent
    require_choice(Stage, move.to_stage, "to_stage")
    to_stage = Stage(move.to_stage)
    is_back = to_stage in moving.earlier_stages(initiative)
    _refuse_unless_permitted(initiative, to_stage, move, actor, is_back=is_back)
    refuse_if_resting(initiative)
    _refuse_second(initiative)
    close_answered(initiative, actor=actor)
    needs = [] if is_back else needs_of(initiative)
    _refuse_if_changed(initiative, move, is_back=is_back)
    if not is_back:
        refuse_below_floor(initiative, to_stage)
    items = checked_items(initiative, to_stage, needs, move.items)
    go_ahead = GoAhead(
        initiative=initiative,
        from_stage=initiative.stage,
        to_stage=to_stage,
        kind=GoAheadKind.CARRIED_FORWARD if items else GoAheadKind.CLEAR,
        reason=_reason(move, is_back=is_back),
        session=_own_session(initiative, move),
        no_session_reason=_why_no_session(move),
        recorded_by=actor,
        submission_key=submission_key,
    )
    go_ahead.save()
    keep_items(go_ahead, items)
    record(
        events.GO_AHEAD_RECORDED,
        go_ahead,
        actor=actor,
        data={**_facts(go_ahead), "items": len(items), "keys": [each.key for each in items]},
        personal={"reason": go_ahead.reason, "no_session_reason": go_ahead.no_session_reason},
    )
    if is_back or moving.is_carried(moving.carriers(initiative), [actor]):
        _take(go_ahead, actor)
    ask_views(go_ahead)
    return go_ahead


@transaction.atomic
def join_go_ahead(go_ahead: GoAhead, *, actor: User, version: int | None = None) -> GoAhead:
    """The other post records it too, and it takes effect.

    Raises:
        NotPermitted: the actor does not hold the post that is missing.
        NotPossibleNow: it took effect or was taken back, whoever recorded it holds no post that
            carries the result any more, more is owed than it carries, a day of it has passed, or
            one of the three facts is missing.
        ChangedMeanwhile: it changed after the actor loaded it.
    """
    go_ahead = _lock(go_ahead, actor=actor, version=version)
    initiative = go_ahead.initiative
    needed = moving.carriers(initiative)
    permit(
        moving.may_join(actor, go_ahead, needed),
        "It waits for the other post that carries the result.",
        way_out=_ask_for(needed),
    )
    refuse_if_resting(initiative)
    _refuse_uncarried(go_ahead, needed, actor)
    refuse_below_floor(initiative, Stage(go_ahead.to_stage))
    _refuse_outgrown(go_ahead)
    go_ahead.joined_by = actor
    go_ahead.version += 1
    record(events.GO_AHEAD_JOINED, go_ahead, actor=actor, data=_facts(go_ahead))
    _take(go_ahead, actor)
    return go_ahead


@transaction.atomic
def withdraw_go_ahead(go_ahead: GoAhead, *, actor: User, version: int | None = None) -> GoAhead:
    """Take a waiting go-ahead back; it stays readable.

    Raises:
        NotPermitted: the actor neither recorded it nor would join it.
        NotPossibleNow: it took effect, or was taken back before.
        ChangedMeanwhile: it changed after the actor loaded it.
    """
    go_ahead = _lock(go_ahead, actor=actor, version=version)
    needed = moving.carriers(go_ahead.initiative)
    permit(
        moving.may_withdraw(actor, go_ahead, needed),
        "Whoever recorded it takes it back, or whoever it waits for.",
        way_out=f"Ask {go_ahead.recorded_by.full_name}.",
    )
    go_ahead.withdrawn_at = timezone.now()
    go_ahead.version += 1
    go_ahead.save(update_fields=["withdrawn_at", "version"])
    record(events.GO_AHEAD_WITHDRAWN, go_ahead, actor=actor, data=_facts(go_ahead))
    return go_ahead


@transaction.atomic
def record_go_ahead_view(
    go_ahead: GoAhead, *, view: str, actor: User, text: str = ""
) -> GoAheadView:
    """Say how one sees it; it never stops the move, and nobody else writes it.

    Writing it again replaces it; the record keeps what it was.

    Raises:
        NotPermitted: the actor sits at the table for neither side.
        InvalidInput: the view is none of the choices, or a different one comes without words.
    """
    initiative = lock_initiative(go_ahead.initiative, actor=actor)
    permit(
        moving.may_record_view(actor, initiative),
        "Both sides at the table say how they see it.",
        way_out="Ask the initiative's lead for a seat.",
    )
    require_choice(GoAheadViewKind, view, "view")
    if view == GoAheadViewKind.NO_ANSWER:
        raise InvalidInput(
            "No answer is what stands until there is one.",
            way_out="Choose how you see it.",
            field="view",
        )
    if view == GoAheadViewKind.SEE_IT_DIFFERENTLY:
        text = required_text(text, "text", label="What you see differently", most=2000)
    else:
        text = optional_text(text, "text", label="Your words", most=2000)
    go_ahead.initiative = initiative
    kept = GoAheadView.objects.filter(go_ahead=go_ahead, holder=actor).first()
    if kept and (kept.view, kept.text) == (view, text):
        return kept
    before = kept.get_view_display().lower() if kept else "nothing yet"
    kept = kept or GoAheadView(go_ahead=go_ahead, holder=actor)
    kept.party, kept.view, kept.text = speaks_for(actor, initiative), view, text
    kept.recorded_at = timezone.now()
    kept.save()
    data = {**_facts(go_ahead), "view": kept.get_view_display().lower(), "before": before}
    record(events.GO_AHEAD_SEEN, go_ahead, actor=actor, data=data, personal={"text": text})
    return kept


@transaction.atomic
def propose_going_back(
    initiative: Initiative, *, to_stage: str, reason: str, actor: User
) -> AgendaItem:
    """Put going back on the next session's agenda; any member may.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: there is no session ahead, or the initiative has ended.
        InvalidInput: the stage is not an earlier one, or the reason is empty.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        moving.may_propose_going_back(actor, initiative),
        "Those at the table propose it.",
        way_out="Ask the initiative's lead for a seat.",
    )
    require_choice(Stage, to_stage, "to_stage")
    if Stage(to_stage) not in moving.earlier_stages(initiative):
        raise InvalidInput(
            f"{Stage(to_stage).label} is not behind this initiative.",
            way_out="Choose an earlier stage.",
            field="to_stage",
        )
    reason = required_text(reason, "reason", label="The reason", most=2000)
    series = current_series(initiative)
    ahead = next_occurrence(series) if series else None
    if ahead is None:
        raise NotPossibleNow(
            "No session is planned.", way_out="Begin a standing session, or record going back."
        )
    ahead.series = series  # type: ignore[assignment]
    title = f"Go back to {Stage(to_stage).label.lower()}?"
    return add_agenda_item(ahead, title=title, why=reason, actor=actor)


def refuse_below_floor(initiative: Initiative, to_stage: Stage) -> None:
    """Part of moving on: three facts must exist, because no go-ahead could replace them.

    Raises:
        NotPossibleNow: one is missing; either side can supply it.
    """
    gaps = missing_from_floor(initiative, to_stage)
    if gaps:
        raise NotPossibleNow(
            "Three facts must exist whatever the reasoning. Missing: "
            + "; ".join(each.title for each in gaps)
            + ".",
            way_out=" ".join(each.where for each in gaps),
        )


def _sent_before(submission_key: uuid.UUID | None, actor: User) -> GoAhead | None:
    if submission_key is None:
        return None
    return GoAhead.objects.filter(submission_key=submission_key, recorded_by=actor).first()


def _refuse_unless_permitted(
    initiative: Initiative, to_stage: Stage, move: Move, actor: User, *, is_back: bool
) -> None:
    if is_back:
        permit(
            moving.may_go_back(actor, initiative),
            "Business and IT at the table record going back.",
            way_out="Propose it for the next session.",
        )
        return
    if to_stage != moving.next_stage(initiative):
        _refuse_other_stage(initiative, to_stage, move)
    needed = moving.carriers(initiative)
    nobody = [each for each in needed if not each.people]
    permit(
        moving.may_carry(actor, needed)
        or (len(nobody) == len(needed) and moving.may_go_back(actor, initiative)),
        "Whoever carries the result records the go-ahead.",
        way_out=_ask_for(needed),
    )
    if nobody:
        raise NotPossibleNow(
            f"Nobody is named as {nobody[0].post.lower()}, who would carry the result.",
            way_out=nobody[0].way_out,
        )


def _refuse_other_stage(initiative: Initiative, to_stage: Stage, move: Move) -> None:
    now = initiative.get_stage_display().lower()
    seen = move.seen.partition("|")[0]
    if seen and seen != initiative.stage:
        raise ChangedMeanwhile(
            f"The initiative is in {now} now.",
            way_out="What you typed is kept; look at what stands there.",
        )
    ahead = moving.next_stage(initiative)
    raise NotPossibleNow(
        f"From {now} the way does not lead to {to_stage.label.lower()}.",
        way_out=f"The next stage is {ahead.label.lower()}." if ahead else "It is the last stage.",
    )


def _refuse_second(initiative: Initiative) -> None:
    waiting = GoAhead.objects.filter(initiative=initiative, taken_at=None, withdrawn_at=None)
    other = waiting.select_related("recorded_by").first()
    if other is not None:
        raise NotPossibleNow(
            f"A go-ahead that {other.recorded_by.full_name} recorded waits to be joined.",
            way_out="Join it, or take it back first.",
        )


def _refuse_if_changed(initiative: Initiative, move: Move, *, is_back: bool) -> None:
    """Going back is about the stage alone; what is owed stays owed."""
    if is_back:
        stage = move.seen.partition("|")[0]
        changes = (
            [f"The initiative is in {initiative.get_stage_display().lower()} now."]
            if stage and stage != initiative.stage
            else []
        )
    else:
        changes = changes_since(move.seen, initiative, needs_of(initiative))
    if changes:
        raise ChangedMeanwhile(
            " ".join(changes), way_out="What you typed is kept; look again and record it."
        )


def _reason(move: Move, *, is_back: bool) -> str:
    if is_back:
        return required_text(move.reason, "reason", label="The reason", most=2000)
    return optional_text(move.reason, "reason", label="The reason", most=2000)


def _own_session(initiative: Initiative, move: Move) -> SessionOccurrence | None:
    session = move.session
    if session is None:
        return None
    own = session.series.initiative_id == initiative.pk
    if not own or not (session.state == OccurrenceState.HELD or session.is_running):
        raise InvalidInput(
            "It is discussed in a session of this initiative that was held or runs.",
            way_out="Choose one of those, or say why there was none.",
            field="session",
        )
    return session


def _why_no_session(move: Move) -> str:
    if move.session is not None:
        return ""
    return required_text(
        move.no_session_reason, "no_session_reason", label="Why no session discussed it", most=2000
    )


def _lock(go_ahead: GoAhead, *, actor: User, version: int | None) -> GoAhead:
    initiative = lock_initiative(go_ahead.initiative, actor=actor)
    go_ahead = GoAhead.objects.select_related("recorded_by").get(pk=go_ahead.pk)
    go_ahead.initiative = initiative
    if go_ahead.taken_at or go_ahead.withdrawn_at:
        raise NotPossibleNow(
            "It was taken back." if go_ahead.withdrawn_at else "It has taken effect.",
            way_out="Record another go-ahead if the stage is to change again.",
        )
    if version is not None and version != go_ahead.version:
        raise ChangedMeanwhile(
            "Somebody changed this go-ahead after you opened it.",
            way_out="Look at what stands there now.",
        )
    return go_ahead


def _refuse_uncarried(go_ahead: GoAhead, needed: list[moving.Carrier], actor: User) -> None:
    if not moving.is_carried(needed, [go_ahead.recorded_by, actor]):
        raise NotPossibleNow(
            f"{go_ahead.recorded_by.full_name}, who recorded it, no longer carries the result.",
            way_out="Take this go-ahead back and record it again.",
        )


def _refuse_outgrown(go_ahead: GoAhead) -> None:
    carried = {each.key: each for each in go_ahead.items.all()}
    new = [each.title for each in needs_of(go_ahead.initiative) if each.key not in carried]
    if new:
        raise NotPossibleNow(
            f"Since it was recorded, more is owed: {'; '.join(new)}.",
            way_out="Answer it, or take this go-ahead back and record it again.",
        )
    today = timezone.localdate()
    if any(each.due_on <= today for each in carried.values()):
        raise NotPossibleNow(
            "A day that it promises has passed.",
            way_out="Take this go-ahead back and record it again.",
        )


def _take(go_ahead: GoAhead, actor: User) -> None:
    """The stage changes here and nowhere else."""
    initiative = go_ahead.initiative
    if not go_ahead.is_back:
        still_owed = {each.key for each in needs_of(initiative)}
        carried = open_items_of(go_ahead, still_owed)
        go_ahead.kind = GoAheadKind.CARRIED_FORWARD if carried else GoAheadKind.CLEAR
    from_stage = Stage(initiative.stage)
    go_ahead.taken_at = timezone.now()
    go_ahead.save()
    initiative.stage = Stage(go_ahead.to_stage)
    initiative.updated_at = go_ahead.taken_at
    initiative.save(update_fields=["stage", "updated_at"])
    kind = events.STAGE_LEFT_BACK if go_ahead.is_back else events.STAGE_LEFT
    record(kind, go_ahead, actor=actor, data=_facts(go_ahead))
    forget_clarity(initiative)
    for follower in followers():
        follower.stage_changed(initiative, from_stage, actor=actor)


def _facts(go_ahead: GoAhead) -> dict[str, str]:
    return {
        "from_stage": go_ahead.get_from_stage_display().lower(),
        "to_stage": go_ahead.get_to_stage_display().lower(),
        "kind": go_ahead.get_kind_display().lower(),
    }


def _ask_for(needed: Iterable[moving.Carrier]) -> str:
    named = [f"the {each.post.lower()}, {each.names}" for each in needed if each.people]
    return f"Ask {' and '.join(named)}." if named else "Name who carries the result first."
