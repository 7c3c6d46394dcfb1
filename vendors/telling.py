"""Whom a choice and a change at a vendor are told to: both sides, at the same moment."""

from django.urls import reverse

from initiatives.models import Initiative, Member
from people.actions import NoticeDraft, write_notices
from people.models import User
from people.vocabulary import Party
from vendors import notices
from vendors.models import ReopeningTrigger, SelectionRecord
from vendors.vocabulary import SIDES


def tell_chosen(record: SelectionRecord, actor: User) -> None:
    """Both sides hear of the choice; who wrote no view yet is asked for it."""
    chosen = record.candidate.name if record.candidate else ""
    drafts = []
    for seat in _at_table(record.initiative):
        if seat.user_id == actor.pk:
            continue
        asked = not (record.it_view if seat.party == Party.IT else record.business_view)
        view = " Say how your side sees it; both views stand beside each other." if asked else ""
        drafts.append(
            NoticeDraft(
                recipient=seat.user,
                key=f"vendor-choice:{record.pk}:{seat.user_id}",
                kind=notices.CHOICE,
                subject=f"{chosen} is chosen for {record.initiative.title}",
                text=f"{actor.full_name} recorded the choice.{view}\n\n{record.why}",
                address=record.get_absolute_url(),
            )
        )
    write_notices(drafts)


def tell_opened(trigger: ReopeningTrigger, initiative: Initiative, opened: int) -> None:
    """Both sides of one table hear that scores are open again (B46)."""
    scores = "1 score is" if opened == 1 else f"{opened} scores are"
    write_notices(
        [
            NoticeDraft(
                recipient=seat.user,
                key=f"vendor-change:{trigger.pk}:{initiative.pk}:{seat.user_id}",
                kind=notices.TRIGGER,
                subject=f"{trigger.vendor.name}: {trigger.get_kind_display().lower()}",
                text=f"{scores} open again for {initiative.title}; what was scored is kept.\n\n"
                f"{trigger.what}",
                address=reverse("vendors:matrix", args=[initiative.reference]),
            )
            for seat in _at_table(initiative)
        ]
    )


def _at_table(initiative: Initiative) -> list[Member]:
    """Active people of both sides who may see the initiative: mail tells no more than pages."""
    seats = Member.objects.filter(
        initiative=initiative, left_at=None, party__in=SIDES, user__is_active=True
    ).select_related("user")
    return [
        seat
        for seat in seats.order_by("pk")
        if Initiative.objects.visible_to(seat.user).filter(pk=initiative.pk).exists()
    ]
