"""Each action of comparing vendors, done and refused; collected by tests/architecture."""

from collections.abc import Callable
from typing import Any

from people.vocabulary import Party
from tests.vendors.factories import (
    CriteriaSetFactory,
    CriterionFactory,
    VendorFactory,
    candidate_of,
)
from vendors import actions
from vendors.models import Candidate, CriteriaSet, Criterion, CriterionTemplate, Vendor

Case = Callable[[Any], Callable[[], Any]]
WORDS = actions.Wording(
    group="SEC",
    question="Who holds the keys?",
    anchor_0="Nobody knows",
    anchor_2="The vendor",
    anchor_4="We do",
    scored_by="both",
)
ANCHORLESS = actions.Wording(
    group="SEC", question="Who?", anchor_0="", anchor_2="b", anchor_4="c", scored_by="both"
)
SCORE = actions.GivenScore(value=2, strength="claimed")


def _plain(act: Callable[[Any], Any]) -> Case:
    return lambda scene: lambda: act(scene)


def _with(prepare: Callable[[Any], Any], act: Callable[[Any, Any], Any]) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        prepared = prepare(scene)
        return lambda: act(scene, prepared)

    return case


def _published(scene: Any) -> CriteriaSet:
    return CriteriaSetFactory.create(initiative=scene.initiative)


def _draft(scene: Any) -> CriteriaSet:
    found = CriteriaSetFactory.create(initiative=scene.initiative, state="drafted")
    CriterionFactory.create(introduced_in=found)
    return found


def _criterion(scene: Any) -> Criterion:
    return CriterionFactory.create(introduced_in=_published(scene), key="SEC-40")


def _candidate(scene: Any) -> Candidate:
    return candidate_of(scene.initiative, by=scene.lead)


def _left(scene: Any) -> Candidate:
    return actions.leave_candidate(_candidate(scene), reason="Too small", actor=scene.lead)


def _cell(scene: Any) -> tuple[Candidate, Criterion]:
    return _candidate(scene), _criterion(scene)


def _two(scene: Any) -> list[Candidate]:
    return [_candidate(scene), _candidate(scene)]


def _own_template(scene: Any) -> CriterionTemplate:
    return actions.add_template(WORDS, actor=scene.lead)


def _shipped(_: Any) -> CriterionTemplate:
    found, _ = CriterionTemplate.objects.get_or_create(
        key="SEC-01", defaults={"is_shipped": True, "group": "SEC", "scored_by": "it"}
    )
    return found


def _vendor(_: Any) -> Vendor:
    return VendorFactory.create()


def _vouched(scene: Any) -> Any:
    return actions.add_assurance(
        _vendor(scene), actions.Assurance(kind="soc2"), actor=scene.architect
    )


CASES: dict[str, tuple[Case, Case]] = {
    "request_criteria": (
        _plain(lambda s: actions.request_criteria(s.initiative, "it", actor=s.lead)),
        _plain(lambda s: actions.request_criteria(s.initiative, "it", actor=s.other_lead)),
    ),
    "draft_criteria": (
        _plain(lambda s: actions.draft_criteria(s.initiative, "it", actor=s.architect)),
        _plain(lambda s: actions.draft_criteria(s.initiative, "it", actor=s.lead)),
    ),
    "publish_criteria": (
        _with(_draft, lambda s, d: actions.publish_criteria(s.initiative, "it", actor=s.architect)),
        _with(
            _published, lambda s, d: actions.publish_criteria(s.initiative, "it", actor=s.architect)
        ),
    ),
    "add_criterion": (
        _plain(lambda s: actions.add_criterion(s.initiative, "it", WORDS, actor=s.architect)),
        _plain(lambda s: actions.add_criterion(s.initiative, "it", ANCHORLESS, actor=s.architect)),
    ),
    "take_from_library": (
        _with(
            _shipped,
            lambda s, t: actions.take_from_library(s.initiative, "it", t.key, actor=s.architect),
        ),
        _plain(
            lambda s: actions.take_from_library(s.initiative, "it", "SEC-99", actor=s.architect)
        ),
    ),
    "change_criterion": (
        _with(_criterion, lambda s, c: actions.change_criterion(c, WORDS, actor=s.architect)),
        _with(
            _criterion,
            lambda s, c: actions.change_criterion(c, WORDS, actor=s.architect, version=9),
        ),
    ),
    "withdraw_criterion": (
        _with(
            _criterion, lambda s, c: actions.withdraw_criterion(c, reason="x", actor=s.architect)
        ),
        _with(_criterion, lambda s, c: actions.withdraw_criterion(c, reason="", actor=s.architect)),
    ),
    "set_weights": (
        _with(_criterion, lambda s, c: actions.set_weights(s.initiative, {c.key: 2}, actor=s.lead)),
        _with(
            _criterion, lambda s, c: actions.set_weights(s.initiative, {c.key: 101}, actor=s.lead)
        ),
    ),
    "add_template": (
        _plain(lambda s: actions.add_template(WORDS, actor=s.lead)),
        _plain(lambda s: actions.add_template(WORDS, actor=s.auditor)),
    ),
    "change_template": (
        _with(
            _own_template,
            lambda s, t: actions.change_template(
                t, actions.Wording(**{**_as_given(t), "question": "Who else?"}), actor=s.lead
            ),
        ),
        _with(_shipped, lambda s, t: actions.change_template(t, WORDS, actor=s.lead)),
    ),
    "retire_template": (
        _with(_own_template, lambda s, t: actions.retire_template(t, reason="x", actor=s.lead)),
        _with(_shipped, lambda s, t: actions.retire_template(t, reason="x", actor=s.lead)),
    ),
    "add_candidate": (
        _plain(
            lambda s: actions.add_candidate(
                s.initiative, actions.NewCandidate(vendor_name="Nordlicht"), actor=s.lead
            )
        ),
        _plain(
            lambda s: actions.add_candidate(
                s.initiative, actions.NewCandidate(in_house=True), actor=s.lead
            )
        ),
    ),
    "take_longlist": (
        _with(_two, lambda s, _: actions.take_longlist(s.initiative, actor=s.lead)),
        _with(_candidate, lambda s, _: actions.take_longlist(s.initiative, actor=s.lead)),
    ),
    "take_shortlist": (
        _with(_two, lambda s, two: actions.take_shortlist(s.initiative, two, actor=s.lead)),
        _with(
            _two,
            lambda s, two: actions.take_shortlist(
                s.initiative, two, actor=s.lead, taken_on=s.tomorrow
            ),
        ),
    ),
    "select_candidate": (
        _with(_two, lambda s, two: actions.select_candidate(two[0], actor=s.lead)),
        _with(_candidate, lambda s, c: actions.select_candidate(c, actor=s.lead)),
    ),
    "leave_candidate": (
        _with(_candidate, lambda s, c: actions.leave_candidate(c, reason="x", actor=s.lead)),
        _with(_candidate, lambda s, c: actions.leave_candidate(c, reason=" ", actor=s.lead)),
    ),
    "consider_again": (
        _with(_left, lambda s, c: actions.consider_again(c, reason="x", actor=s.lead)),
        _with(_candidate, lambda s, c: actions.consider_again(c, reason="x", actor=s.lead)),
    ),
    "give_score": (
        _with(_cell, lambda s, cell: actions.give_score(*cell, SCORE, actor=s.lead)),
        _with(
            _cell,
            lambda s, cell: actions.give_score(
                *cell, actions.GivenScore(value=4, strength="claimed"), actor=s.lead
            ),
        ),
    ),
    "change_vendor": (
        _with(
            _vendor,
            lambda s, v: actions.change_vendor(
                v, actions.VendorFacts(name="Nordlicht"), actor=s.lead
            ),
        ),
        _with(
            _vendor,
            lambda s, v: actions.change_vendor(
                v, actions.VendorFacts(name=v.name, country="Germany"), actor=s.lead
            ),
        ),
    ),
    "add_assurance": (
        _with(
            _vendor,
            lambda s, v: actions.add_assurance(
                v, actions.Assurance(kind="iso42001", edition="2023"), actor=s.lead
            ),
        ),
        _with(
            _vendor,
            lambda s, v: actions.add_assurance(v, actions.Assurance(kind="rumour"), actor=s.lead),
        ),
    ),
    "remove_assurance": (
        _with(_vouched, lambda s, a: actions.remove_assurance(a, actor=s.lead)),
        _with(_vouched, lambda s, a: actions.remove_assurance(a, actor=s.auditor)),
    ),
}
# Parts of actions: they run in the transaction of the action that calls them.
PARTS = {
    "lock_for_comparing",
    "lock_for_wording",
    "open_set",
    "reopen_scores",
    "vendor_named",
}


def _as_given(template: CriterionTemplate) -> dict[str, Any]:
    return {name: getattr(template, name) for name in actions.Wording.__dataclass_fields__}


def comparing_at_hand(initiative: Any, lead: Any) -> dict[str, Any]:
    """One of everything that comparing brings, for the table of addresses, by place's name."""
    found = CriteriaSetFactory.create(initiative=initiative)
    criterion = CriterionFactory.create(introduced_in=found, key="SEC-02", party=Party.IT)
    candidate = candidate_of(initiative, by=lead)
    vouched = actions.add_assurance(candidate.vendor, actions.Assurance(kind="soc2"), actor=lead)
    template = actions.add_template(WORDS, actor=lead)
    return {
        "criterion": criterion.pk,
        "criterion_key": criterion.key,
        "candidate": candidate.pk,
        "side": "it",
        "group": "SEC",
        "vendor": candidate.vendor_id,
        "assurance": vouched.pk,
        "template": template.key,
    }
