"""Comparing and choosing vendors, as the stories of the demo tell it.

A score is told as `[value, strength, note]`, what could not be assessed as `["gap", reason]`.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.actions import (
    Choice,
    GapCare,
    GivenScore,
    NewCandidate,
    RunCost,
    VendorFacts,
    add_candidate,
    change_vendor,
    draft_criteria,
    give_score,
    leave_candidate,
    publish_criteria,
    record_selection,
    request_criteria,
    take_from_library,
    take_shortlist,
    withdraw_criterion,
    write_selection_view,
)
from vendors.choosing import current_record
from vendors.models import Candidate
from vendors.queries import find_criterion

Told = dict[str, Any]
People = Mapping[str, User]


def ask_for_criteria(initiative: Initiative, actor: User, told: Told) -> None:
    """Ask a side for its criteria."""
    request_criteria(initiative, told["party"], actor=actor)


def publish(initiative: Initiative, actor: User, told: Told) -> None:
    """Publish a side's criteria, brought down to those of `keep`."""
    party, wanted = told["party"], set(told["keep"])
    draft = draft_criteria(initiative, party, actor=actor)
    drafted = {each.key: each for each in draft.introduced.filter(ended_in=None)}
    for key in sorted(wanted - drafted.keys()):
        take_from_library(initiative, party, key, actor=actor)
    for key in sorted(drafted.keys() - wanted):
        withdraw_criterion(drafted[key], reason="", actor=actor)
    publish_criteria(initiative, party, actor=actor)


def name_candidates(initiative: Initiative, actor: User, told: Told) -> None:
    """Put vendors, and what would be built in-house, on the longlist."""
    for name in told.get("vendors", []):
        add_candidate(initiative, NewCandidate(vendor_name=name), actor=actor)
    for title in told.get("in_house", []):
        add_candidate(initiative, NewCandidate(in_house=True, title=title), actor=actor)


def tell_of_vendor(initiative: Initiative, actor: User, told: Told) -> None:
    """What is known of a candidate's vendor; days are so many days ahead."""
    vendor = _candidate(initiative, told["of"]).vendor
    if vendor is None:
        raise KeyError(told["of"])
    facts: dict[str, Any] = {
        name: _in_days(value) if name.endswith("_on") else value
        for name, value in told.items()
        if name not in {"of", "places"}
    }
    places = [(place, purpose) for place, purpose in told.get("places", [])]
    change_vendor(vendor, VendorFacts(name=vendor.name, **facts), actor=actor, places=places)


def shorten(initiative: Initiative, actor: User, told: Told) -> None:
    """Put candidates on the shortlist, and leave others with a reason."""
    for name, reason in told.get("leave", {}).items():
        leave_candidate(_candidate(initiative, name), reason=reason, actor=actor)
    chosen = [_candidate(initiative, name) for name in told["candidates"]]
    take_shortlist(initiative, chosen, actor=actor)


def score(initiative: Initiative, actor: User, told: Told) -> None:
    """Score one candidate on some criteria for the actor's side."""
    candidate = _candidate(initiative, told["candidate"])
    for key, said in told["scores"].items():
        given = (
            GivenScore(gap_reason=said[1])
            if said[0] == "gap"
            else GivenScore(value=said[0], strength=said[1], evidence_note=said[2])
        )
        give_score(candidate, find_criterion(initiative, key), given, actor=actor)


def choose(initiative: Initiative, actor: User, told: Told, people: People) -> None:
    """Record the choice; a side's gaps are told as `{ it = { owner, days } }`."""
    cost = told.get("run_cost")
    gaps = {
        Party(side): GapCare(people[care["owner"]], _in_days(care["days"]), care["safeguard"])
        for side, care in told.get("gaps", {}).items()
    }
    choice = Choice(
        candidate=_candidate(initiative, told["candidate"]),
        why=told["why"],
        weighed=told["weighed"],
        view=told["view"],
        exit_outline=told["exit"],
        run_cost=RunCost(Decimal(cost[0]), cost[1], cost[2]) if cost else None,
        benefit_months=told["benefit_months"],
        review_on=_in_days(told["review_in"]),
        gaps=gaps,
    )
    record_selection(initiative, choice, actor=actor)


def see_choice(initiative: Initiative, actor: User, told: Told) -> None:
    """How the other side sees the choice."""
    record = current_record(initiative)
    if record is None:
        raise KeyError("choice")
    write_selection_view(record, text=told["text"], actor=actor)


def _candidate(initiative: Initiative, name: str) -> Candidate:
    found = Candidate.objects.filter(initiative=initiative).select_related("vendor", "initiative")
    return next(each for each in found if each.name == name)


def _in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)
