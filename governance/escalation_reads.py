"""Reads of escalations, with fixed numbers of queries."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from governance.models import AgendaItem, DesignInput, Escalation, SessionOccurrence
from governance.vocabulary import EscalationAnswer, InputState, OccurrenceState
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Role

_TO_THE_TABLE = (EscalationAnswer.RETURN_TO_SESSION, EscalationAnswer.HEAR_BOTH)
_NOBODY_OWNS = Q(answer=EscalationAnswer.DECIDE_AND_NAME_OWNER) & (
    Q(ownership_accepted=None) | Q(ownership_accepted=False) | Q(named_owner__is_active=False)
)
_NO_ANSWER = Q(answer__in=["", EscalationAnswer.HEAR_BOTH])
MOST_OFFERED = 20


def escalations_visible_to(user: User) -> QuerySet[Escalation]:
    """Escalations of initiatives that the person may see, newest first."""
    return Escalation.objects.filter(
        initiative__in=Initiative.objects.visible_to(user)
    ).select_related(
        "initiative__unit",
        "initiative__lead",
        "raised_by",
        "put_to",
        "named_owner",
        "design_input",
    )


def find_escalation(reference: str, user: User) -> Escalation:
    """The escalation for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = (
        escalations_visible_to(user)
        .select_related(
            "initiative__unit",
            "initiative__lead",
            "raised_by",
            "put_to",
            "named_owner",
            "session__series__initiative",
            "design_input",
        )
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Http404
    return found


def put_to(user: User) -> QuerySet[Escalation]:
    """Questions that wait for the person's answer, or a decision of theirs without an owner."""
    mine = escalations_visible_to(user).filter(put_to=user)
    return mine.filter(_NO_ANSWER | _NOBODY_OWNS).order_by("raised_at", "pk")


def offered_to(user: User) -> QuerySet[Escalation]:
    """Decisions that the person is asked to own and has not answered, oldest first."""
    return (
        escalations_visible_to(user)
        .filter(named_owner=user, ownership_answered_at=None)
        .order_by("answered_at", "pk")
    )


def standing_out(initiative: Initiative) -> list[Escalation]:
    """What is not answered, or decided without an owner, oldest first; one query."""
    rows = Escalation.objects.filter(_NO_ANSWER | _NOBODY_OWNS, initiative=initiative)
    found = list(rows.select_related("put_to", "named_owner").order_by("raised_at", "pk"))
    for each in found:
        each.initiative = initiative
    return found


def standing_questions(user: User) -> tuple[list[Escalation], list[Escalation]]:
    """Questions that wait for an executive, and decisions without an owner; one query."""
    found = (
        escalations_visible_to(user).filter(_NO_ANSWER | _NOBODY_OWNS).order_by("raised_at", "pk")
    )
    standing = list(found)
    unowned = [each for each in standing if each.is_decided_without_owner]
    return [each for each in standing if each not in unowned], unowned


def executives() -> QuerySet[User]:
    """Active executives, by name."""
    return (
        User.objects.filter(is_active=True, role_assignments__role=Role.EXECUTIVE)
        .distinct()
        .order_by("full_name")
    )


def discussions(initiative: Initiative) -> tuple[list[SessionOccurrence], list[DesignInput]]:
    """Where a topic may have been discussed: held sessions with their items, design inputs.

    The latest first, at most twenty of each; three queries.
    """
    agenda = AgendaItem.objects.filter(dropped_at=None).order_by("position", "pk")
    held = (
        SessionOccurrence.objects.filter(series__initiative=initiative, state=OccurrenceState.HELD)
        .select_related("series")
        .prefetch_related(Prefetch("agenda", agenda))
        .order_by("-starts_at")
    )
    inputs = (
        DesignInput.objects.filter(initiative=initiative)
        .exclude(state=InputState.WITHDRAWN)
        .order_by("-raised_at")
    )
    sessions = list(held[:MOST_OFFERED])
    for each in sessions:
        each.series.initiative = initiative
    return sessions, list(inputs[:MOST_OFFERED])


def came_of(session: SessionOccurrence) -> list[AgendaItem]:
    """What came of each item of the session in which it was discussed, in order; one query."""
    items = session.agenda.filter(dropped_at=None).exclude(result="")
    return list(
        items.select_related("agreed_action__owner", "carried_action__owner").order_by(
            "position", "pk"
        )
    )


def load_returned(initiatives: Iterable[Initiative]) -> None:
    """Read what executives sent back to the table and no session has taken up; one query.

    Afterwards `escalations.all()` of each initiative holds just that.
    """
    held_since = SessionOccurrence.objects.filter(
        series__initiative=OuterRef("initiative"),
        state=OccurrenceState.HELD,
        closed_at__gt=OuterRef("answered_at"),
    )
    rows = (
        Escalation.objects.filter(answer__in=_TO_THE_TABLE)
        .exclude(Exists(held_since))
        .select_related("put_to")
        .order_by("answered_at", "pk")
    )
    wanted = [each for each in initiatives if not hasattr(each, "returned_escalations")]
    prefetch_related_objects(wanted, Prefetch("escalations", rows, to_attr="returned_escalations"))


def returned_to_session(initiative: Initiative) -> Iterator[AgendaPoint]:
    """What an executive returned is on the next agenda; one of `AGENDA_SOURCES`."""
    load_returned([initiative])
    for each in getattr(initiative, "returned_escalations", ()):
        each.initiative = initiative
        how = "hears both sides" if each.answer == EscalationAnswer.HEAR_BOTH else "returned it"
        yield AgendaPoint(
            key=f"escalation:{each.reference}",
            title=each.topic,
            why=f"{each.put_to.full_name} {how}: {each.answer_text}"[:500],
            address=each.get_absolute_url(),
            reference=each.reference,
        )


def days_without_owner(escalation: Escalation) -> int:
    """Days since it was decided; 0 where it was not."""
    if escalation.answered_at is None:
        return 0
    return (timezone.localdate() - timezone.localdate(escalation.answered_at)).days
