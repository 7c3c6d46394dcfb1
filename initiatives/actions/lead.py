"""Taking the lead of an initiative that has none, such as an imported one."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended, seat
from initiatives.models import Initiative
from people.errors import NotPossibleNow
from people.models import User
from people.vocabulary import Party


@transaction.atomic
def take_over_lead(initiative: Initiative, *, actor: User) -> Initiative:
    """Lead an initiative that nobody leads, with a seat for business.

    Raises:
        NotPermitted: the actor is no business lead.
        NotPossibleNow: somebody leads it, or it has ended.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_lead(actor),
        "Only business leads take the lead.",
        way_out="Ask a business lead of the unit.",
    )
    refuse_if_ended(initiative)
    if initiative.lead_id is not None:
        raise NotPossibleNow(
            "Somebody leads this initiative.", way_out="Ask them to bring you to the table."
        )
    initiative.lead = actor
    initiative.updated_at = timezone.now()
    initiative.save(update_fields=["lead", "updated_at"])
    record(events.LEAD_TAKEN, initiative, actor=actor)
    seat(initiative, actor, Party.BUSINESS, actor=actor)
    return initiative
