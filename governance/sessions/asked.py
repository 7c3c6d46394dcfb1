"""What a reply link of a mail asks, and whether it still can be answered."""

from dataclasses import dataclass

from django.utils import timezone

from governance.models import SessionOccurrence, SessionSeries
from governance.sessions import telling
from governance.sessions.links import ReplyLink
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one person: does this date, or without one the rhythm, fit?

    Attributes:
        is_forgotten: it was about a date that another rhythm has taken the place of.
    """

    person: User
    series: SessionSeries
    occurrence: SessionOccurrence | None
    coming: bool
    is_forgotten: bool = False

    @property
    def title(self) -> str:
        """What the initiative is called."""
        return self.series.initiative.title

    @property
    def when(self) -> str:
        """The time in words, by the session's own clock."""
        if self.occurrence is not None:
            zone = self.occurrence.rhythm.time_zone
            return telling.local_words(self.occurrence.starts_at, zone)
        rules = [each for each in self.series.rhythms.all() if each.rule]
        if not rules:
            return "each date"
        return f"{telling.rhythm_of(rules[-1]).in_words()} ({rules[-1].time_zone})"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to reply to: it ended, lies behind or does not take place."""
        if self.series.ended_at is not None or self.is_forgotten:
            return True
        if self.occurrence is None:
            return False
        expected = self.occurrence.state in OccurrenceState.expected()
        return not expected or self.occurrence.ends_at < timezone.now()


def asked_by(link: ReplyLink) -> Asked | None:
    """What the link asks; None where its session is gone, or its person is asked no more.

    Asked is who is active, may see the initiative and sits at its table, now.
    """
    person = User.objects.filter(pk=link.user, is_active=True).first()
    series = (
        SessionSeries.objects.filter(pk=link.series)
        .select_related("initiative")
        .prefetch_related("rhythms")
        .first()
    )
    if person is None or series is None or not _is_asked(person, series.initiative):
        return None
    occurrence = None
    if link.occurrence:
        dates = SessionOccurrence.objects.filter(pk=link.occurrence, series=series)
        occurrence = dates.select_related("rhythm").first()
    forgotten = bool(link.occurrence) and occurrence is None
    return Asked(person, series, occurrence, link.coming, forgotten)


def _is_asked(person: User, initiative: Initiative) -> bool:
    visible = Initiative.objects.visible_to(person).filter(pk=initiative.pk)
    return visible.exists() and sits_at(person, initiative)
