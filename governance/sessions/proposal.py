"""The standing session that Joinery proposes, so that nobody has to fill in a form for it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from governance.sessions.days_off import is_day_off
from governance.sessions.rhythm import Rhythm, UnknownTimeZone, known_zone, proposed_first_day
from initiatives.models import Initiative
from people.models import Site, User

USUAL_START = dt.time(10, 0)
USUAL_MINUTES = 45
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rhythm, and the site whose time zone and days off it keeps."""

    rhythm: Rhythm
    site: Site | None


def proposed_series(initiative: Initiative, proposer: User) -> Proposal:
    """Every two weeks from within five working days of registration on (A22).

    The time zone is the site's where the unit has one, else the proposer's. An initiative that
    was registered long ago begins within five working days from today.
    """
    site = initiative.unit.sites.order_by("name").first()
    zone = site.time_zone if site else proposer.time_zone
    try:
        known_zone(zone)
    except UnknownTimeZone:
        zone = "UTC"
    country = site.country if site else ""
    today = timezone.localdate()
    from_day = max(today, timezone.localdate(initiative.registered_at))
    first_on = proposed_first_day(from_day, lambda day: is_day_off(country, day))
    rule = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_WEEKDAYS[first_on.weekday()]}"
    return Proposal(Rhythm(rule, first_on, USUAL_START, zone, USUAL_MINUTES), site)
