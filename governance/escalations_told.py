"""Whom an escalation is told to: both sides at the same moment, whoever is asked, the owner."""

from collections.abc import Iterable

from governance import notices
from governance.escalating import SIDES
from governance.models import Escalation
from initiatives.seeing import seats_that_see, who_may_see
from people.actions import NoticeDraft, write_notices
from people.models import User
from people.vocabulary import Party


def tell_sent(escalation: Escalation, actor: User) -> None:
    """The executive is asked, the other side is asked for its view, one's own side is told."""
    topic = escalation.topic
    said = f"{actor.full_name} put a question to {escalation.put_to.full_name}: {topic}."
    other = Party.BUSINESS if escalation.raised_party == Party.IT else Party.IT
    drafts = [
        _draft(
            escalation, escalation.put_to, "asked", f"A question for you: {topic}", escalation.asked
        )
    ]
    for party, user in _at_table(escalation):
        if user.pk in {actor.pk, escalation.put_to_id}:
            continue
        if party == other:
            text = f"{said} Write how your side sees it; both views stand beside each other."
            drafts.append(_draft(escalation, user, "view", f"Your side's view: {topic}", text))
        else:
            drafts.append(_draft(escalation, user, "sent", f"Put to an executive: {topic}", said))
    _write(escalation, drafts)


def tell_answered(escalation: Escalation, actor: User) -> None:
    """Both sides hear the answer at the same moment; the owner is asked."""
    words = escalation.get_answer_display().lower()
    subject = f"{escalation.reference} is answered: {words}"
    step = f"answered:{escalation.version}"
    drafts = [
        _draft(escalation, user, step, subject, escalation.answer_text)
        for _, user in _at_table(escalation)
        if user.pk not in {actor.pk, escalation.named_owner_id}
    ]
    _write(escalation, [*drafts, *_asked_owner(escalation)])


def tell_named(escalation: Escalation, asked_before: User | None) -> None:
    """Whoever is to own the decision is asked; whoever was asked before need not answer."""
    drafts = _asked_owner(escalation)
    if asked_before is not None and asked_before.pk != escalation.named_owner_id:
        subject = f"Somebody else is asked to own this: {escalation.topic}"
        text = "You were asked before. Nothing is left for you to answer."
        step = f"passed:{escalation.version}"
        drafts.append(_draft(escalation, asked_before, step, subject, text))
    _write(escalation, drafts)


def tell_ownership(escalation: Escalation, actor: User) -> None:
    """Who decided hears whether it has an owner."""
    words = "owns it now" if escalation.ownership_accepted else "declined to own it"
    subject = f"{escalation.reference}: {actor.full_name} {words}"
    step = f"owned:{escalation.version}"
    text = escalation.ownership_reason or escalation.answer_text
    _write(escalation, [_draft(escalation, escalation.put_to, step, subject, text)])


def _asked_owner(escalation: Escalation) -> list[NoticeDraft]:
    owner = escalation.named_owner
    if owner is None or escalation.ownership_answered_at is not None:
        return []
    subject = f"Will you own this? {escalation.topic}"
    text = f"{escalation.answer_text}\nAccept it, or decline with a reason."
    return [_draft(escalation, owner, f"owner:{escalation.version}", subject, text)]


def _at_table(escalation: Escalation) -> Iterable[tuple[Party, User]]:
    seats = seats_that_see().filter(initiative=escalation.initiative, party__in=SIDES)
    return [(Party(seat.party), seat.user) for seat in seats]


def _draft(
    escalation: Escalation, recipient: User, step: str, subject: str, text: str
) -> NoticeDraft:
    return NoticeDraft(
        recipient=recipient,
        key=f"escalation:{escalation.pk}:{step}:{recipient.pk}",
        kind=notices.ESCALATION,
        subject=subject,
        text=text,
        address=escalation.get_absolute_url(),
    )


def _write(escalation: Escalation, drafts: list[NoticeDraft]) -> None:
    """Mail tells no more than pages do: only to those who may see the initiative (A28)."""
    seeing = who_may_see(escalation.initiative, [each.recipient for each in drafts])
    write_notices([each for each in drafts if each.recipient in seeing])
