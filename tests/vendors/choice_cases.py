"""What choices and changes at vendors do, and when they refuse, for the table of every action."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from audit.actors import SystemActor
from tests.vendors.factories import CriteriaSetFactory, CriterionFactory, candidate_of, scored
from vendors import actions
from vendors.models import Candidate, SelectionRecord

TODAY = timezone.localdate()
LEAK = actions.VendorChange("incident", "A leak", TODAY)
Act = Callable[[], Any]
Case = Callable[[Any], Act]


def _candidate(scene: Any) -> Candidate:
    """One of two, so that no reason is asked for."""
    candidate_of(scene.initiative, by=scene.lead)
    return candidate_of(scene.initiative, by=scene.lead)


def _scored(scene: Any) -> Candidate:
    candidate = _candidate(scene)
    kept = CriteriaSetFactory.create(initiative=scene.initiative)
    scored(candidate, CriterionFactory.create(introduced_in=kept), by=scene.lead)
    return candidate


def _record(scene: Any) -> SelectionRecord:
    choice = actions.Choice(_candidate(scene), "It fits")
    return actions.record_selection(scene.initiative, choice, actor=scene.lead)


def _case(prepare: Callable[[Any], Any], act: Callable[[Any, Any], Any]) -> Case:
    def case(scene: Any) -> Act:
        prepared = prepare(scene)
        return lambda: act(scene, prepared)

    return case


def _chosen(why: str) -> Case:
    return _case(
        _candidate,
        lambda s, c: actions.record_selection(s.initiative, actions.Choice(c, why), actor=s.lead),
    )


CASES: dict[str, tuple[Case, Case | None]] = {
    "record_selection": (_chosen("It fits"), _chosen(" ")),
    "write_selection_view": (
        _case(_record, lambda s, r: actions.write_selection_view(r, text="So", actor=s.architect)),
        _case(_record, lambda s, r: actions.write_selection_view(r, text="So", actor=s.auditor)),
    ),
    "record_trigger": (
        _case(_scored, lambda s, c: actions.record_trigger(c.vendor, LEAK, actor=s.lead)),
        _case(_scored, lambda s, c: actions.record_trigger(c.vendor, LEAK, actor=s.auditor)),
    ),
    "trigger_by_date": (
        _case(
            _scored,
            lambda _, c: actions.trigger_by_date(
                c.vendor,
                actions.VendorChange("contract_end", "It ends", TODAY - dt.timedelta(days=1)),
                actor=SystemActor("vendor days"),
            ),
        ),
        None,
    ),
}
