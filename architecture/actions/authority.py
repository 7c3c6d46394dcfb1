"""Design authority: offered, accepted, declined with a reason, handed over (A19, A21)."""

import uuid

from django.db import transaction
from django.utils import timezone

from architecture import designing, events, notices
from architecture.actions.locking import lock_integration, note_contribution, side_of
from architecture.models import DesignAuthority, Integration
from architecture.vocabulary import DesignAuthorityState
from audit.recording import record
from initiatives.actions.table import permit, refuse_if_ended
from initiatives.models import Initiative
from people.actions import write_notice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Role


@transaction.atomic
def offer_authority(
    integration: Integration,
    *,
    to: User | None,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> DesignAuthority:
    """Ask somebody in IT to own the design; who takes it for themselves holds it at once.

    Where the last holder, or who was asked, has left or left IT, their row is ended first, and
    stays.

    Raises:
        NotPermitted: somebody holds it, or the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended, or somebody else is asked already.
        InvalidInput: nobody is named, or no active architect who may see the initiative.
    """
    integration = lock_integration(integration, actor=actor)
    initiative = integration.initiative
    # Before anything is refused: who took it for themselves holds it since.
    if submission_key:
        made = DesignAuthority.objects.filter(
            submission_key=submission_key, offered_by=actor
        ).first()
        if made is not None:
            return made
    holder = designing.holder_of(integration)
    permit(
        designing.may_offer_authority(actor, integration, initiative),
        f"{holder.full_name} holds the design of {integration.reference}."
        if holder
        else "Design authority is offered by those at the table.",
        way_out="They hand it over." if holder else "Ask the initiative's lead.",
    )
    refuse_if_ended(initiative)
    holder = _able(to, initiative)
    _refuse_second_offer(integration)
    _end_those_who_left(integration, actor)
    offered = _offer(integration, holder, actor, submission_key)
    if holder.pk == actor.pk:
        return _accept(offered, actor)
    return offered


@transaction.atomic
def accept_authority(
    authority: DesignAuthority, *, actor: User, version: int | None = None
) -> DesignAuthority:
    """Hold the design from now on; asked twice it is accepted once.

    Raises:
        NotPermitted: somebody else was asked.
        NotPossibleNow: it was answered already, or the initiative has ended.
        ChangedMeanwhile: it changed after the actor loaded it.
    """
    authority = _lock(authority, actor=actor)
    _permit_answer(authority, actor)
    refuse_if_ended(authority.integration.initiative)
    if authority.state == DesignAuthorityState.ACCEPTED:
        return authority
    _refuse_if_answered(authority)
    return _accept(authority, actor)


@transaction.atomic
def decline_authority(
    authority: DesignAuthority, *, reason: str, actor: User, alternative: str = ""
) -> DesignAuthority:
    """Say no, and why; who or what else would do is worth more than the no.

    Raises:
        NotPermitted: somebody else was asked.
        NotPossibleNow: it was answered already, or the initiative has ended.
        InvalidInput: there is no reason.
    """
    authority = _lock(authority, actor=actor)
    _permit_answer(authority, actor)
    refuse_if_ended(authority.integration.initiative)
    _refuse_if_answered(authority)
    authority.reason = required_text(reason, "reason", label="The reason", most=2000)
    authority.alternative = optional_text(
        alternative, "alternative", label="The alternative", most=2000
    )
    authority.state = DesignAuthorityState.DECLINED
    authority.answered_at = authority.ended_at = timezone.now()
    authority.version += 1
    authority.save()
    record(
        events.AUTHORITY_DECLINED,
        authority,
        actor=actor,
        data={"reference": authority.integration.reference, "reason": authority.reason},
    )
    _tell(authority, authority.offered_by, f"{actor.full_name} declined: {authority.reason}")
    return authority


@transaction.atomic
def hand_over_authority(
    integration: Integration, *, to: User | None, reason: str, actor: User
) -> DesignAuthority:
    """End one's own hold and offer the design to somebody else; both rows stay.

    Raises:
        NotPermitted: the actor does not hold it.
        NotPossibleNow: the initiative has ended.
        InvalidInput: there is no reason, or nobody able is named.
    """
    integration = lock_integration(integration, actor=actor)
    permit(
        designing.holds_authority(actor, integration),
        "Only who holds the design hands it over.",
        way_out="Offer it where nobody holds it, or propose a design input.",
    )
    refuse_if_ended(integration.initiative)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    following = _able(to, integration.initiative)
    if following.pk == actor.pk:
        raise InvalidInput(
            "You hold it already.", way_out="Choose somebody else who works in IT.", field="to"
        )
    held = integration.current_authority
    assert held is not None  # noqa: S101 - the policy has found it
    _end(held, reason=reason, handed_to=following)
    record(
        events.AUTHORITY_HANDED_OVER,
        held,
        actor=actor,
        data={"reference": integration.reference, "reason": reason},
        personal={"to": following.full_name},
    )
    return _offer(integration, following, actor, None)


def _lock(authority: DesignAuthority, *, actor: User) -> DesignAuthority:
    integration = lock_integration(authority.integration, actor=actor)
    found = (
        DesignAuthority.objects.select_for_update(of=("self",))
        .select_related("holder", "offered_by")
        .get(pk=authority.pk)
    )
    found.integration = integration
    return found


def _permit_answer(authority: DesignAuthority, actor: User) -> None:
    permit(
        designing.may_answer_offer(actor, authority),
        f"{authority.holder.full_name} was asked.",
        way_out="Speak with them, or ask for the next offer.",
    )


def _refuse_if_answered(authority: DesignAuthority) -> None:
    if authority.state != DesignAuthorityState.OFFERED:
        raise NotPossibleNow(
            f"The offer is {authority.get_state_display().lower()}.",
            way_out="Ask the initiative's lead to offer it again.",
        )


def _able(user: User | None, initiative: Initiative) -> User:
    if user is None:
        raise InvalidInput(
            "Nobody is named.", way_out="Choose who in IT should own the design.", field="to"
        )
    able = user.is_active and user.holds(Role.IT_ARCHITECT)
    if not able or not Initiative.objects.visible_to(user).filter(pk=initiative.pk).exists():
        raise InvalidInput(
            f"{user.full_name} cannot hold the design here.",
            way_out="Choose an active IT architect who may see this initiative.",
            field="to",
        )
    return user


def _refuse_second_offer(integration: Integration) -> None:
    waiting = designing.offer_of(integration)
    if waiting is not None:
        raise NotPossibleNow(
            f"{waiting.holder.full_name} is asked already.",
            way_out="Wait for the answer, or speak with them.",
        )


def _end_those_who_left(integration: Integration, actor: User) -> None:
    for each in integration.authorities.all():
        if why := each.why_lapsed:
            each.integration = integration
            _end(each, reason=f"{why[0].upper()}{why[1:]}.")
            record(
                events.AUTHORITY_ENDED,
                each,
                actor=actor,
                data={"reference": integration.reference},
                personal={"holder": each.holder.full_name},
            )


def _end(authority: DesignAuthority, *, reason: str, handed_to: User | None = None) -> None:
    authority.state = (
        DesignAuthorityState.HANDED_OVER if authority.accepted_at else DesignAuthorityState.DECLINED
    )
    authority.ended_at = timezone.now()
    authority.reason = reason
    authority.handed_to = handed_to
    authority.version += 1
    authority.save()


def _offer(
    integration: Integration, holder: User, actor: User, key: uuid.UUID | None
) -> DesignAuthority:
    offered = DesignAuthority.objects.create(
        integration=integration,
        holder=holder,
        offered_by=actor,
        offered_party=side_of(actor, integration.initiative),
        submission_key=key,
    )
    record(
        events.AUTHORITY_OFFERED,
        offered,
        actor=actor,
        data={"reference": integration.reference},
        personal={"holder": holder.full_name},
    )
    if holder.pk != actor.pk:
        _tell(
            offered,
            holder,
            f"{actor.full_name} asks you to own the design of “{integration.name}”. "
            "Accept it, or decline with a reason.",
        )
    return offered


def _accept(authority: DesignAuthority, actor: User) -> DesignAuthority:
    authority.state = DesignAuthorityState.ACCEPTED
    authority.accepted_at = authority.answered_at = timezone.now()
    authority.version += 1
    authority.save()
    record(
        events.AUTHORITY_ACCEPTED,
        authority,
        actor=actor,
        data={"reference": authority.integration.reference},
    )
    if authority.offered_by_id != actor.pk:
        _tell(authority, authority.offered_by, f"{actor.full_name} owns the design now.")
    note_contribution(authority.integration.initiative, actor)
    return authority


def _tell(authority: DesignAuthority, recipient: User, text: str) -> None:
    # Who offered it may have lost sight of the initiative since (A28).
    initiative = authority.integration.initiative
    if not Initiative.objects.visible_to(recipient).filter(pk=initiative.pk).exists():
        return
    write_notice(
        recipient,
        key=f"design-authority:{authority.pk}:{authority.version}",
        kind=notices.AUTHORITY,
        address=authority.integration.get_absolute_url(),
        subject=f"{authority.integration.reference}: design authority "
        f"{authority.get_state_display().lower()}",
        text=text,
    )
