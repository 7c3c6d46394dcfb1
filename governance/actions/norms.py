"""Changing a norm of the organisation."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events
from governance.models import Norm
from governance.norms import NORMS, NormDefinition, forget_read
from initiatives.actions.table import permit
from people.errors import InvalidInput, NotVisible
from people.models import User


@transaction.atomic
def change_norm(name: str, *, value: int, actor: User) -> NormDefinition:
    """Set a norm; the value that Joinery proposes takes the organisation's own away.

    Setting what stands already records nothing.

    Raises:
        NotVisible: there is no such norm.
        NotPermitted: the actor is no administrator.
        InvalidInput: the value lies outside of what means something.
    """
    definition = NORMS.get(name)
    if definition is None:
        raise NotVisible("There is no such norm.", way_out="Look for it in the list of norms.")
    permit(
        actor.is_staff and actor.is_active,
        "Norms of the organisation are changed by administrators.",
        way_out="Tell an administrator which norm does not fit, and why.",
    )
    if not definition.least <= value <= definition.most:
        raise InvalidInput(
            f"{definition.label} {value} is outside of what can be set.",
            way_out=f"Use a number from {definition.least} to {definition.most}.",
            field="value",
        )
    chosen = Norm.objects.select_for_update().filter(name=name).first()
    before = chosen.value if chosen else definition.default
    if before == value:
        return definition
    chosen = chosen or Norm(name=name)
    chosen.value = value
    chosen.changed_at = timezone.now()
    data = {
        "norm": definition.label,
        "value": definition.in_words(value),
        "before": definition.in_words(before),
    }
    if value == definition.default:
        Norm.objects.filter(name=name).delete()
    else:
        chosen.save()
    record(events.NORM_CHANGED, chosen, actor=actor, data=data)
    forget_read()
    return definition
