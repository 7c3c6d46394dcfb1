"""Whom a go-ahead is told to: both sides say how they see it, and who joins it is asked."""

from governance import moving, notices
from governance.models import GoAhead
from initiatives.seeing import seats_that_see
from people.actions import NoticeDraft, write_notices
from people.models import User


def ask_views(go_ahead: GoAhead) -> None:
    """Both sides at the table are asked for their view; nothing waits for it.

    Whoever has to join it is asked for that instead.
    """
    initiative = go_ahead.initiative
    seats = seats_that_see().filter(initiative=initiative, party__in=moving.SIDES)
    people = {seat.user_id: seat.user for seat in seats}
    joining: dict[int, User] = {}
    if go_ahead.taken_at is None:
        joining = {
            each.pk: each
            for carrier in moving.carriers(initiative)
            for each in carrier.people
            if moving.may_join(each, go_ahead, [carrier])
        }
    drafts = [
        _draft(go_ahead, each, joins=each.pk in joining)
        for each in {**people, **joining}.values()
        if each.pk != go_ahead.recorded_by_id
    ]
    write_notices(drafts)


def _draft(go_ahead: GoAhead, recipient: User, *, joins: bool) -> NoticeDraft:
    title = go_ahead.initiative.title
    to = go_ahead.get_to_stage_display().lower()
    who = go_ahead.recorded_by.full_name
    if joins:
        subject = f"Your part of a go-ahead: {title}"
        text = f"{who} recorded the move to {to}. It takes effect once you join it."
    elif go_ahead.taken_at is None:
        subject = f"How do you see it? {title}"
        text = f"{who} recorded the move to {to}; it waits for the other post that carries it."
    else:
        subject = f"How do you see it? {title}"
        text = f"{who} moved it to {to}. Say how you see it; that changes nothing and is kept."
    return NoticeDraft(
        recipient=recipient,
        key=f"go-ahead:{go_ahead.pk}:{recipient.pk}",
        kind=notices.GO_AHEAD,
        subject=subject,
        text=text,
        address=go_ahead.get_absolute_url(),
    )
