"""How the portfolio's figures narrow the list of initiatives, so that each opens its own list."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from governance.models import DesignInput
from governance.queries import waiting_inputs
from initiatives.filters import ListFilter
from initiatives.models import Initiative, Invitation
from initiatives.vocabulary import InvitationState
from people.vocabulary import Party
from portfolio.queries import AGES, GOING_ON, involvement, lead_groups, raised_within, without_it

NAME = "partnership"

AGE_WORDS = ("up to 7 days", "8 to 30 days", "31 to 90 days", "over 90 days")
AGE_CHOICES = tuple(f"waits_from_{first}" for first, _ in AGES)


class PartnershipFilter(ListFilter):
    """What one side waits for from the other, and how early IT came."""

    name: ClassVar[str] = NAME
    label: ClassVar[str] = "Between the sides"

    def choices(self) -> list[tuple[str, str]]:
        ages = [
            (value, f"An answer waits {words}")
            for value, words in zip(AGE_CHOICES, AGE_WORDS, strict=True)
        ]
        return [
            ("business_owes", "Business owes an answer"),
            ("it_owes", "IT owes an answer"),
            ("not_invited", "IT not invited yet"),
            ("unanswered", "Invitation not answered"),
            *ages,
            ("invited_first", "IT invited before the shortlist"),
            ("invited_later", "Shortlist before IT was invited"),
            ("declared", "Told afterwards how early IT came"),
            ("undecided", "No shortlist yet"),
        ]

    def apply(self, initiatives: QuerySet[Initiative], value: str) -> QuerySet[Initiative]:
        if value == "not_invited":
            return without_it(initiatives)
        if value == "unanswered":
            sent = Invitation.objects.filter(initiative=OuterRef("pk"), state=InvitationState.SENT)
            return initiatives.filter(Exists(sent), status__in=GOING_ON)
        if value in _WAITING:
            waiting = _WAITING[value]().filter(initiative=OuterRef("pk"))
            return initiatives.filter(Exists(waiting))
        groups = lead_groups(involvement(self.viewer))
        return initiatives.filter(pk__in=getattr(groups, value))


def _aged(place: int) -> QuerySet[DesignInput]:
    return waiting_inputs().filter(**raised_within(place))


_WAITING: dict[str, Callable[[], QuerySet[DesignInput]]] = {
    "business_owes": lambda: waiting_inputs().filter(raised_party=Party.IT),
    "it_owes": lambda: waiting_inputs().exclude(raised_party=Party.IT),
    **{value: partial(_aged, place) for place, value in enumerate(AGE_CHOICES)},
}
