"""What every action of this app checks first."""

from collections.abc import Collection

from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput
from people.models import User
from people.vocabulary import Party
from vendors import policies
from vendors.vocabulary import SIDES


def lock_for_comparing(initiative: Initiative, *, actor: User) -> Initiative:
    """The initiative, locked, for somebody who compares there.

    Raises:
        NotVisible: it is gone, or the actor may not know of it.
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
    """
    locked = lock_initiative(initiative, actor=actor)
    permit_comparing(locked, actor)
    return locked


def permit_comparing(initiative: Initiative, user: User) -> None:
    """Go on only when the person may compare here; asked before a form is shown.

    Raises:
        NotPermitted: they work on neither side of this table.
        NotPossibleNow: the initiative has ended.
    """
    permit(
        policies.may_compare(user, initiative),
        "Vendors are compared by those at the table.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_ended(initiative)


def permit_wording(initiative: Initiative, side: Party, user: User) -> None:
    """Go on only when the person words that side's criteria; asked before a form is shown.

    Raises:
        NotPermitted: they do not speak for that side.
        NotPossibleNow: the initiative has ended.
    """
    permit_comparing(initiative, user)
    permit(
        policies.may_word_criteria(user, initiative, side),
        f"{side.label} words its own criteria.",
        way_out=f"Ask {side.label} for a criterion, or add it to your own side's.",
    )


def side_at(initiative: Initiative, user: User) -> Party:
    """The side a person speaks for, once it is permitted that they compare."""
    return policies.side_of(user, initiative) or Party.BUSINESS


def require_side(party: str) -> Party:
    """The party as a side that owes criteria.

    Raises:
        InvalidInput: it is neither business nor IT.
    """
    if party not in SIDES:
        raise InvalidInput(
            f"“{party}” has no criteria of its own.", way_out="Use business or it.", field="party"
        )
    return Party(party)


def refuse_if_changed(seen: int | None, now: int, what: str) -> None:
    """Go on only when nobody changed it since it was seen; None asks for no check.

    Raises:
        ChangedMeanwhile: somebody did.
    """
    if seen is not None and seen != now:
        raise ChangedMeanwhile(
            f"Somebody has changed {what} since you opened it.",
            way_out="What you typed is kept; look at what stands there now and decide again.",
        )


def link(text: str, field: str) -> str:
    """A web address, or empty.

    Raises:
        InvalidInput: it is not one.
    """
    text = text.strip()
    if text and not text.startswith(("https://", "http://")):
        raise InvalidInput(
            "This is no web address.", way_out="Begin it with https://.", field=field
        )
    if len(text) > 500:
        raise InvalidInput("The address is too long.", way_out="Shorten it.", field=field)
    return text


def counted(number: int, one: str, many: str) -> str:
    """`1 criterion`, `3 criteria`."""
    return f"{number} {one if number == 1 else many}"


def listed(names: Collection[str], most: int = 6) -> str:
    """Some names in one text; says how many more there are."""
    shown = ", ".join(sorted(names)[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
