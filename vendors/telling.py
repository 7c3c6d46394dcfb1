"""Who is told of what: a request goes to who owes the answer, all else to both sides at once."""

from django.urls import reverse

from initiatives.models import Initiative, Member
from initiatives.seeing import seats_that_see, who_may_see
from people.actions import NoticeDraft, write_notice, write_notices
from people.models import User
from people.notice_kinds import NoticeKind
from people.queries import on_duty_for
from people.vocabulary import Party
from vendors import notices
from vendors.models import CriteriaSet, ReopeningTrigger, SelectionRecord, VendorQuestion
from vendors.policies import may_word_criteria
from vendors.vocabulary import SIDES


def tell_asked_for_criteria(asked: CriteriaSet, actor: User, *, proposed: int) -> None:
    """Those who word the criteria of the side that was asked; who asked knows (A17).

    `proposed` is how many the library has put in. Where nobody of IT sits at the table it is the
    architect on duty for the unit, who may be the first to hear of the initiative.
    """
    initiative, side = asked.initiative, Party(asked.party)
    by = Party(asked.asked_party).label if asked.asked_party else ""
    begun = f"{proposed} from the library await a look. " if proposed else ""
    write_notices(
        [
            NoticeDraft(
                recipient=user,
                key=f"vendor-criteria:{asked.pk}:{user.pk}",
                kind=notices.CRITERIA,
                subject=f"{side.label} criteria are asked for: {initiative.title}",
                text=f"{actor.full_name}, {by}, asks what {side.label} needs to see of the "
                f"candidates before anybody scores. {begun}A first version is enough.",
                address=asked.get_absolute_url(),
            )
            for user in _who_word(initiative, side)
            if user.pk != actor.pk
        ]
    )


def _who_word(initiative: Initiative, side: Party) -> list[User]:
    """People at the table who can word the side's criteria; else who is on duty for IT."""
    seated = [seat.user for seat in _at_table(initiative) if seat.party == side]
    wording = [user for user in seated if may_word_criteria(user, initiative, side)]
    if wording or side != Party.IT:
        return wording
    on_duty = on_duty_for(initiative.unit)
    return who_may_see(initiative, [on_duty] if on_duty else [])


def tell_asker(
    question: VendorQuestion, *, key: str, kind: NoticeKind, address: str, subject: str, text: str
) -> None:
    """Who asked the vendor hears it, unless they see the initiative no more (A28)."""
    for asker in who_may_see(question.candidate.initiative, [question.asked_by]):
        write_notice(asker, key=key, kind=kind, address=address, subject=subject, text=text)


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
    """People of both sides who still see the initiative."""
    return list(seats_that_see().filter(initiative=initiative, party__in=SIDES))
