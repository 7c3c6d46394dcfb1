"""What comparing and choosing make the sides owe each other; named in OWED_SOURCES."""

import datetime as dt
from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format

from initiatives.models import Initiative
from initiatives.owed import Owed
from people.vocabulary import Party
from vendors.open_ends import EndKind, OpenEnd, open_ends
from vendors.vocabulary import SIDES, TriggerKind


def asked_criteria(initiative: Initiative) -> Iterator[Owed]:
    """Criteria that a side was asked for and has not published (A17)."""
    for end in open_ends(initiative, EndKind.CRITERIA_ASKED):
        side = Party(end.party)
        yield _owed(
            initiative,
            end,
            side,
            key=f"criteria:{end.party}",
            title=f"Publish {_whose(side)} criteria for the candidates",
            what_answers="A first version is enough; it can change, and scores are kept.",
            address=page("vendors:criteria", initiative, end.party),
        )


def missing_scores(initiative: Initiative) -> Iterator[Owed]:
    """What one side has scored and the other has not, and what was opened again.

    Nothing tells the score that is there (B47).
    """
    for end in open_ends(initiative, EndKind.ONE_SIDE_SCORED):
        side = Party(end.party)
        other = Party.BUSINESS if side == Party.IT else Party.IT
        yield _owed(
            initiative,
            end,
            side,
            key=f"scores:{end.about}:{end.party}",
            title=f"Score {_name(end)} on {_criteria(end.number)}",
            what_answers=f"{_side(other)} has scored; both scores are shown once yours is there.",
            address=page("vendors:matrix", initiative),
        )
    for end in open_ends(initiative, EndKind.REOPENED):
        what = TriggerKind(end.words).label.lower()
        yield _owed(
            initiative,
            end,
            Party(end.party),
            key=f"reopened:{end.trigger}:{end.about}:{end.party}",
            title=f"Score {_name(end)} again on {_criteria(end.number)}",
            what_answers=f"Something changed: {what}. What was scored is kept.",
            address=page("vendors:matrix", initiative),
        )


def vendor_answers(initiative: Initiative) -> Iterator[Owed]:
    """What a vendor has not answered: business asks it for the answers (B22).

    It is no score and counts against nobody.
    """
    for end in open_ends(initiative, EndKind.VENDOR_OWES):
        answers = "the answer" if end.number == 1 else f"{end.number} answers"
        until = _until(end)
        yield _owed(
            initiative,
            end,
            Party.BUSINESS,
            key=f"vendor-answers:{end.about}",
            title=f"Ask {_name(end)} for {answers}",
            what_answers=f"The vendor owes {'it' if end.number == 1 else 'them'}{until}.",
            address=page("vendors:candidate", initiative, end.about),
        )


def vendor_replies(initiative: Initiative) -> Iterator[Owed]:
    """What a vendor asked back: the side that put the question owes the reply (B22)."""
    for end in open_ends(initiative, EndKind.REPLY_OWED):
        side = Party(end.party) if end.party in SIDES else Party.BUSINESS
        questions = "one question" if end.number == 1 else f"{end.number} questions"
        yield _owed(
            initiative,
            end,
            side,
            key=f"vendor-replies:{end.about}:{side}",
            title=f"Reply to {_name(end)} on {questions}",
            what_answers="The vendor asked back what is meant, and waits for the reply.",
            address=page("vendor_questions:questions", initiative),
        )


def choice(initiative: Initiative) -> Iterator[Owed]:
    """What the record of a choice leaves open: a view, what was not assessed, the next look."""
    address = page("vendors:selection", initiative)
    for end in open_ends(initiative, EndKind.VIEW_MISSING):
        side = Party(end.party)
        yield _owed(
            initiative,
            end,
            side,
            key=f"choice-view:{end.about}:{end.party}",
            title=f"Say how {_side_inside(side)} sees the choice of {_name(end)}",
            what_answers="Both views stand beside each other; the choice stands either way.",
            address=address,
        )
    for end in open_ends(initiative, EndKind.GAP_CARRIED):
        yield _owed(
            initiative,
            end,
            Party(end.party),
            key=f"choice-gaps:{end.about}:{end.party}",
            title=f"Assess {_name(end)} on {_criteria(end.number)} left open at the choice",
            what_answers=f"Carried forward{_until(end)}. A score closes each.",
            address=address,
        )
    yield from _reviews(initiative, address)


def _reviews(initiative: Initiative, address: str) -> Iterator[Owed]:
    for end in open_ends(initiative, EndKind.REVIEW_DUE):
        for side in SIDES:
            yield _owed(
                initiative,
                end,
                side,
                key=f"choice-review:{end.about}:{side}",
                title=f"Look again at the choice of {_name(end)}",
                what_answers=f"The day to look again was {_day(end.day)}. Record the choice anew; "
                "what still holds is filled in.",
                address=address,
                since=_start_of(end.day),
            )


def page(name: str, initiative: Initiative, *more: str | int) -> str:
    """The page of the initiative; its overview where this installation has no such page."""
    try:
        return reverse(name, args=[initiative.reference, *more])
    except NoReverseMatch:
        return initiative.get_absolute_url()


def _owed(
    initiative: Initiative,
    end: OpenEnd,
    owing: Party,
    *,
    key: str,
    title: str,
    what_answers: str,
    address: str,
    since: dt.datetime | None = None,
) -> Owed:
    return Owed(
        owing=owing,
        title=title[:300],
        what_answers=what_answers,
        since=since or end.since,
        address=address,
        reference=initiative.reference,
        key=key,
    )


def _name(end: OpenEnd) -> str:
    return end.name.strip()


def _criteria(number: int) -> str:
    return "one criterion" if number == 1 else f"{number} criteria"


def _side(party: Party) -> str:
    return party.label


def _side_inside(party: Party) -> str:
    return "IT" if party == Party.IT else party.label.lower()


def _whose(party: Party) -> str:
    return "IT's" if party == Party.IT else "business's"


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F") if day else "some day"


def _until(end: OpenEnd) -> str:
    if end.day is None:
        return ""
    was = ", the first was due on" if end.day < timezone.localdate() else ", the first by"
    return f"{was} {_day(end.day)}"


def _start_of(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None
