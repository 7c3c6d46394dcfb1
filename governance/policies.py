"""Who may do what to a design input and to a working session."""

from governance.models import AgreedAction, ClarityQuestion, DesignInput
from governance.transitions import DESIGN_INPUT
from governance.vocabulary import InputState
from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Party, Role


def may_raise_design_input(user: User) -> bool:
    """Both sides raise; whoever may see the initiative and works on either side."""
    return may(user, Permission.DESIGN_INPUT_RAISE)


def may_dispose_design_input(user: User, initiative: Initiative) -> bool:
    """Both sides answer: business leads at the table and every IT architect."""
    if user.holds(Role.IT_ARCHITECT):
        return True
    return user.holds(Role.BUSINESS_LEAD) and sits_at(user, initiative, Party.BUSINESS)


def may_withdraw_design_input(user: User, design_input: DesignInput) -> bool:
    """Only the raiser takes an input back."""
    return may_raise_design_input(user) and design_input.raised_by_id == user.pk


def permitted_moves(
    user: User, design_input: DesignInput, initiative: Initiative
) -> list[InputState]:
    """Where the person may move it now, in the order of the states."""
    if initiative.is_ended:
        return []
    next_states = DESIGN_INPUT[InputState(design_input.state)]
    may_dispose = may_dispose_design_input(user, initiative)
    may_withdraw = may_withdraw_design_input(user, design_input)
    return [
        state
        for state in InputState
        if state in next_states and (may_withdraw if state == InputState.WITHDRAWN else may_dispose)
    ]


def may_reply_to_disposition(user: User, design_input: DesignInput) -> bool:
    """Only the raiser says how they see the answer."""
    return may_withdraw_design_input(user, design_input)


def speaks_for(user: User, initiative: Initiative) -> Party:
    """The side a person speaks for here: their seat, else their role."""
    if sits_at(user, initiative, Party.IT):
        return Party.IT
    if sits_at(user, initiative, Party.BUSINESS):
        return Party.BUSINESS
    return user.party or Party.BUSINESS


def may_arrange_sessions(user: User, initiative: Initiative) -> bool:
    """Both sides arrange the standing session, as both answer design inputs."""
    return may_dispose_design_input(user, initiative)


def may_work_in_session(user: User, initiative: Initiative) -> bool:
    """Whoever sits at the table, for any side, and every IT architect."""
    return user.holds(Role.IT_ARCHITECT) or sits_at(user, initiative)


def may_answer_action(user: User, action: AgreedAction, initiative: Initiative) -> bool:
    """The owner, and both sides at the table: what matters is that it is answered."""
    return action.owner_id == user.pk or may_arrange_sessions(user, initiative)


def may_answer_field(user: User, initiative: Initiative) -> bool:
    """Both sides at the table may write any field of the profile, and ask about it."""
    return may_dispose_design_input(user, initiative)


def may_ask_about_field(user: User, initiative: Initiative) -> bool:
    """Both sides at the table, and auditors: they put questions, and change no record."""
    return may_answer_field(user, initiative) or user.holds(Role.AUDITOR)


def asks_for(user: User, initiative: Initiative) -> Party:
    """The side in whose name a person asks: their side at the table, else oversight."""
    at_table = may_answer_field(user, initiative)
    return speaks_for(user, initiative) if at_table else Party.OVERSIGHT


def may_answer_question(user: User, question: ClarityQuestion, initiative: Initiative) -> bool:
    """The side that owes the answer; the asker too, who may have found it."""
    if question.asked_by_id == user.pk:
        return may_ask_about_field(user, initiative)
    if not may_answer_field(user, initiative):
        return False
    return speaks_for(user, initiative) in question.answering_parties
