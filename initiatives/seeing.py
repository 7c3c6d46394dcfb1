"""Who sees an initiative, asked of many people at once: mail tells no more than pages do.

`Initiative.objects.visible_to` asks it of one person; both say the same (A28, B61).
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from initiatives.models import Initiative, Member, Restriction
from people.models import RoleAssignment, User
from people.vocabulary import Role


def who_may_see(initiative: Initiative, people: Iterable[User]) -> list[User]:
    """Those of the people who see the initiative now, in their order; one query."""
    asked = list(people)
    if not asked:
        return []
    held = RoleAssignment.objects.filter(user=OuterRef("pk"))
    seat = Member.objects.filter(user=OuterRef("pk"), initiative=initiative, left_at=None)
    kept_from = Restriction.objects.filter(Restriction.in_force(), initiative=initiative).exclude(
        it_member=OuterRef("pk")
    )
    of_the_table = Exists(held) & Exists(seat)
    by_role = Exists(held.exclude(role=Role.SESSION_PARTICIPANT)) & ~Exists(kept_from)
    seeing = User.objects.filter(
        Exists(held.filter(role=Role.AUDITOR)) | of_the_table | by_role,
        pk__in={each.pk for each in asked},
        is_active=True,
    )
    found = set(seeing.values_list("pk", flat=True))
    return [each for each in asked if each.pk in found]


def seats_that_see() -> QuerySet[Member]:
    """Seats held now by people who still see what is at their table, oldest first.

    Whoever holds no role any more, or is no longer active, sees nothing (B61).
    """
    held = RoleAssignment.objects.filter(user=OuterRef("user"))
    seats = Member.objects.filter(Exists(held), left_at=None, user__is_active=True)
    return seats.select_related("user").order_by("pk")
