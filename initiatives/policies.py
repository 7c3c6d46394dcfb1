"""Who may do what to an initiative."""

from initiatives.models import Initiative, Invitation
from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Party, Role


def sits_at(user: User, initiative: Initiative, *parties: Party) -> bool:
    """Whether the person is at the initiative's table now, for one of the sides if given."""
    return any(
        seat.user_id == user.pk and (not parties or seat.party in parties)
        for seat in initiative.seats
    )


def may_register_initiative(user: User) -> bool:
    """Business leads register; IT is invited."""
    return may(user, Permission.INITIATIVE_REGISTER)


def may_lead(user: User) -> bool:
    """Business leads lead."""
    return user.holds(Role.BUSINESS_LEAD)


def may_take_lead(user: User, initiative: Initiative) -> bool:
    """A business lead may lead what nobody leads, such as an imported initiative."""
    return initiative.lead_id is None and not initiative.is_ended and may_lead(user)


def may_change_use_case(user: User, initiative: Initiative) -> bool:
    """The business side at the table words the use case; IT words its inputs."""
    return user.holds(Role.BUSINESS_LEAD) and sits_at(user, initiative, Party.BUSINESS)


def may_invite_it(user: User, initiative: Initiative) -> bool:
    """Anyone at the table may bring IT to it."""
    return user.holds(Role.BUSINESS_LEAD, Role.IT_ARCHITECT) and sits_at(
        user, initiative, Party.BUSINESS, Party.IT
    )


def may_give_seat(user: User, initiative: Initiative) -> bool:
    """Anyone of the two sides at the table asks others to its sessions."""
    return may_invite_it(user, initiative)


def may_answer_invitation(user: User, invitation: Invitation) -> bool:
    """Only the person invited answers."""
    return user.holds(Role.IT_ARCHITECT) and invitation.invitee_id == user.pk


def may_pause_initiative(user: User, initiative: Initiative) -> bool:
    """Both sides may pause, stop and resume; it is never silent (B66)."""
    if user.holds(Role.IT_ARCHITECT):
        return True
    return user.holds(Role.BUSINESS_LEAD) and sits_at(user, initiative, Party.BUSINESS)


def may_change_operational_status(user: User, initiative: Initiative) -> bool:
    """Both sides say how it runs, as both pause the work (B96)."""
    return may_pause_initiative(user, initiative)


def may_withdraw_initiative(user: User, initiative: Initiative) -> bool:
    """Withdrawing is for those who registered."""
    return may_change_use_case(user, initiative)


def may_restrict_visibility(user: User, initiative: Initiative) -> bool:
    """The business side may, with a reason and an end (A28)."""
    return may_change_use_case(user, initiative)


def may_date_milestones(user: User, initiative: Initiative) -> bool:
    """Both sides keep the dates: business leads at the table and every IT architect."""
    return may_pause_initiative(user, initiative)


def may_import_inventory(user: User) -> bool:
    """IT keeps the inventory of what already runs; administrators may help."""
    return may(user, Permission.INVENTORY_IMPORT) or user.is_staff
