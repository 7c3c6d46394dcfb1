"""One of everything that moving on and escalating bring, for tables of addresses."""

import datetime as dt
from typing import Any

from django.utils import timezone

from governance.models import CarriedItem, Escalation, GoAhead
from initiatives.models import Initiative
from people.models import User
from tests.governance.moving.scenes import NO_SESSION, carry


def moving_at_hand(initiative: Initiative, lead: User, executive: User) -> dict[str, Any]:
    """A waiting go-ahead of the lead, an open carried item and a question, by place's name."""
    waiting = GoAhead.objects.create(
        initiative=initiative,
        from_stage="design",
        to_stage="selection",
        kind="carried_forward",
        no_session_reason=NO_SESSION,
        recorded_by=lead,
    )
    answers = carry("field:DO-1", lead)
    item = CarriedItem.objects.create(
        go_ahead=waiting,
        initiative=initiative,
        key=answers.key,
        title="Output users",
        owing_party="business",
        reason=answers.reason,
        reason_text=answers.reason_text,
        borne_by=answers.borne_by,
        safeguard=answers.safeguard,
        owner=lead,
        due_on=timezone.localdate() + dt.timedelta(days=10),
        first_due_on=timezone.localdate() + dt.timedelta(days=10),
        pause_when=answers.pause_when,
    )
    question = Escalation.objects.create(
        reference="ESC-0900",
        initiative=initiative,
        kind="decision_needed",
        topic="Who pays",
        asked="Choose.",
        no_session_reason=NO_SESSION,
        raised_by=lead,
        raised_party="business",
        put_to=executive,
        business_view="We gain.",
    )
    return {"go_ahead": waiting.pk, "carried": item.pk, "escalation": question.reference}
