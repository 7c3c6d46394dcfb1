"""How much criteria weigh; optional, and never a reason to score anew."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from audit.recording import record
from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User
from vendors import events
from vendors.actions.checking import counted, lock_for_comparing
from vendors.models import Criterion
from vendors.queries import criteria_in, sets_of

HEAVIEST = Decimal(100)


@transaction.atomic
def set_weights(
    initiative: Initiative, weights: Mapping[str, Decimal | None], *, actor: User
) -> list[Criterion]:
    """Say how much criteria weigh; None weighs nothing in. Either side may; nothing reopens.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a weight is below 0 or above 100, or no criterion has the key.
    """
    initiative = lock_for_comparing(initiative, actor=actor)
    effective, _ = sets_of(initiative)
    criteria = {each.key: each for each in criteria_in(effective, initiative)}
    changed = []
    for key, weight in weights.items():
        criterion = criteria.get(key)
        if criterion is None:
            raise InvalidInput(f"No criterion {key[:20]} counts here.", field=f"weight-{key}")
        if weight is not None and not 0 <= weight <= HEAVIEST:
            raise InvalidInput(
                f"{weight} is no weight.", way_out="Use 0 to 100.", field=f"weight-{key}"
            )
        if criterion.weight != weight:
            criterion.weight = weight
            changed.append(criterion)
    if changed:
        Criterion.objects.bulk_update(changed, ["weight"])
        data = {
            "weights": counted(len(changed), "weight", "weights"),
            "by_key": {
                each.key: None if each.weight is None else str(each.weight) for each in changed
            },
        }
        record(events.WEIGHTS_CHANGED, initiative, actor=actor, data=data)
    return changed
