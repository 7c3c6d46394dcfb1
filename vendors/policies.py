"""Who may do what with criteria, candidates, scores, vendors and the choice."""

from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.models import User
from people.vocabulary import Party, Role


def side_of(user: User, initiative: Initiative) -> Party | None:
    """The side, business or IT, that a person speaks for here: their seat, else their role.

    None for executives, auditors and participants without a seat, who belong to neither.
    """
    for party in (Party.IT, Party.BUSINESS):
        if sits_at(user, initiative, party):
            return party
    return user.party if user.party in {Party.BUSINESS, Party.IT} else None


def may_compare(user: User, initiative: Initiative) -> bool:
    """Both sides compare: business leads at the table and every IT architect.

    It covers candidates, asking the other side for criteria, questions to vendors and triggers.
    """
    if user.holds(Role.IT_ARCHITECT):
        return True
    return user.holds(Role.BUSINESS_LEAD) and sits_at(user, initiative, Party.BUSINESS)


def may_word_criteria(user: User, initiative: Initiative, party: Party) -> bool:
    """A side words its own criteria."""
    return may_compare(user, initiative) and side_of(user, initiative) == party


def may_score(user: User, initiative: Initiative, party: Party) -> bool:
    """A side gives its own scores; vendors never score."""
    return may_word_criteria(user, initiative, party)


def may_keep_library(user: User) -> bool:
    """Both sides add criteria of our own to the library."""
    return user.holds(Role.BUSINESS_LEAD, Role.IT_ARCHITECT)


def may_keep_vendors(user: User) -> bool:
    """Both sides keep what we know of vendors."""
    return user.holds(Role.BUSINESS_LEAD, Role.IT_ARCHITECT)


def may_see_library(user: User) -> bool:
    """Everybody with a role that reaches beyond one table."""
    return bool(user.roles - {Role.SESSION_PARTICIPANT})


def may_record_choice(user: User, initiative: Initiative) -> bool:
    """Who compares records what was chosen."""
    return may_compare(user, initiative)


def may_write_choice_view(user: User, initiative: Initiative, party: Party) -> bool:
    """A side writes its own view on the choice."""
    return may_word_criteria(user, initiative, party)
