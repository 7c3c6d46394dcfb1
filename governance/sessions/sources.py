"""Where the points of an agenda come from; named in AGENDA_SOURCES, in the order they stand.

They read what `load_inputs` and `load_sessions` have loaded.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from governance.carried import open_carried
from governance.models import AgendaItem
from governance.owed import open_items
from governance.queries import PlacedInput, place
from governance.signals.agenda import open_signals_points
from governance.vocabulary import InputState
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from initiatives.owed import Owed
from people.vocabulary import Party


def agenda_points(initiative: Initiative) -> list[AgendaPoint]:
    """Everything there is to talk about, each source once, in the order of the sources."""
    points: dict[str, AgendaPoint] = {}
    for path in settings.AGENDA_SOURCES:
        for point in import_string(path)(initiative):
            points.setdefault(point.key, point)
    return list(points.values())


def carried_over(initiative: Initiative) -> Iterator[AgendaPoint]:
    """What the last session put off to the next and nobody has settled since."""
    carried: list[AgendaItem] = getattr(initiative, "items_put_off", [])
    derived = {item.key.partition(":")[0] for item in carried} & _DERIVED.keys()
    open_keys = {point.key for kind in derived for point in _DERIVED[kind](initiative)}
    for item in carried:
        if item.key.partition(":")[0] in derived and item.key not in open_keys:
            continue
        yield AgendaPoint(
            key=item.key or f"again:{item.pk}",
            title=item.title,
            why=_why_again(item),
            address=item.address,
            reference=item.reference,
        )


def overdue_actions(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Agreed actions whose day has passed, the longest first."""
    late = [each for each in initiative.agreed_actions.all() if each.is_overdue]
    for each in sorted(late, key=lambda action: action.due_on):
        yield AgendaPoint(
            key=f"action:{each.pk}",
            title=each.text,
            why=f"Agreed for {date_format(each.due_on, 'j F')} and not done yet.",
            address=each.get_absolute_url(),
        )


def open_inputs(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Open design inputs, those first whose decision comes next."""
    placed = place(initiative.design_inputs.all(), initiative.milestones.all())
    waiting = [
        each
        for each in placed
        if each.design_input.is_open
        and (each.design_input.state != InputState.DEFERRED or each.design_input.is_overdue)
    ]
    for each in sorted(waiting, key=_nearness):
        yield AgendaPoint(
            key=f"input:{each.design_input.reference}",
            title=each.design_input.title,
            why=_why_open(each),
            address=each.design_input.get_absolute_url(),
            reference=each.design_input.reference,
        )


def open_questions(initiative: Initiative) -> Iterator[AgendaPoint]:
    """The design questions IT was invited with, until a first session has been held (A11)."""
    if getattr(initiative, "was_ever_held", False):
        return
    for invitation in initiative.invitations.all():
        for question in invitation.open_questions.all():
            yield AgendaPoint(
                key=f"question:{question.pk}",
                title=question.text,
                why="Open when IT was invited.",
                address=initiative.get_absolute_url(),
            )


def everything_owed(initiative: Initiative) -> Iterator[AgendaPoint]:
    """What the two sides owe each other and no point above has named yet, oldest first (A04)."""
    named = {each.get_absolute_url() for each in initiative.design_inputs.all()}
    named |= {each.get_absolute_url() for each in initiative.agreed_actions.all()}
    carried = {each.key for each in open_carried(initiative)}
    owed = sorted(open_items(initiative), key=lambda owed: owed.since)
    yield from _fields(initiative, [each for each in owed if each.key.startswith("field:")])
    for item in owed:
        if item.address in named or item.key in carried or item.key.startswith("field:"):
            continue
        side = "Business owes IT this" if item.owing == Party.BUSINESS else "IT owes business this"
        yield AgendaPoint(
            key=f"owed:{item.title}"[:200],
            title=item.title,
            why=f"{side} since {date_format(item.since, 'j F')}.",
            address=item.address,
        )


def _fields(initiative: Initiative, owed: list[Owed]) -> Iterator[AgendaPoint]:
    """One point for everything the next move needs of the profile; a dozen would fill the hour."""
    fields = list(dict.fromkeys(each.key for each in owed))
    if not fields:
        return
    first = owed[0]
    words = "one field" if len(fields) == 1 else f"{len(fields)} fields"
    yield AgendaPoint(
        key="clarity",
        title=f"What leaving {initiative.get_stage_display().lower()} still needs",
        why=f"{words} of the clarity profile, first: {first.title}.",
        address=reverse("governance:clarity", args=[initiative.reference]),
    )


def _nearness(placed: PlacedInput) -> tuple[bool, int, bool, dt.datetime]:
    """Decisions with a day first, the nearest of them first; the taken ones last."""
    days_left = placed.days_left
    return (
        days_left is None,
        days_left if days_left is not None else 0,
        placed.is_taken,
        placed.design_input.raised_at,
    )


def _why_open(placed: PlacedInput) -> str:
    raised = f"Raised by {placed.design_input.get_raised_party_display()}"
    if not placed.decision:
        return f"{raised}."
    if placed.is_taken:
        return f"{raised}; {placed.decision} is taken already."
    if placed.days_left is None:
        return f"{raised}, for {placed.decision}, which has no date yet."
    if placed.days_left < 0:
        return f"{raised}, for {placed.decision}, planned {-placed.days_left} days ago."
    return f"{raised}, for {placed.decision} in {placed.days_left} days."


def _why_again(item: AgendaItem) -> str:
    return (
        f"Put off last time: {item.result_text}"[:500] if item.result_text else "Put off last time."
    )


# Points that go by themselves once what they are about is answered. A question of an invitation
# does not: its source names it until the first session only.
_DERIVED: dict[str, Callable[[Initiative], Iterator[AgendaPoint]]] = {
    "action": overdue_actions,
    "input": open_inputs,
    "owed": everything_owed,
    "signal": open_signals_points,
    "signals": open_signals_points,
}
