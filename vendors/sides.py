"""On which side of a blind comparison a person stands (B47); docs/decisions/0053."""

from initiatives.models import Initiative, Member
from people.models import User
from people.vocabulary import Party
from vendors.comparing import Viewer
from vendors.models import Score
from vendors.policies import side_of
from vendors.vocabulary import SIDES


def viewer_of(initiative: Initiative, user: User) -> Viewer:
    """For whom the person speaks, and whose unshown scores they may know; one query."""
    stood_for = sides_stood_for(initiative, user)
    known = next(iter(stood_for)) if len(stood_for) == 1 else None
    return Viewer(side_of(user, initiative), known)


def sides_stood_for(initiative: Initiative, user: User) -> frozenset[Party]:
    """Every side whose unshown scores the person may have read or given here; one query.

    Seats count for good, also those that were left, and so do scores. A role counts as long as
    it is held; who holds roles of both sides stands where they took a seat.
    """
    seats = Member.objects.filter(initiative=initiative, user=user, party__in=SIDES)
    scores = Score.objects.filter(candidate__initiative=initiative, scored_by=user)
    kept = seats.order_by().values_list("party").union(scores.order_by().values_list("party"))
    by_role = {side for side in SIDES if any(role.party == side for role in user.roles)}
    found = {Party(party) for (party,) in kept}
    return frozenset(found | by_role if len(by_role) == 1 else found)
