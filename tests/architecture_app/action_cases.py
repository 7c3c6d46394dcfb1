"""How each action about designs is done and refused, for tests/architecture/test_actions.py.

A case takes the scene, prepares, and returns the call.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from architecture.actions import (
    afterwards,
    authority,
    credits,
    decision_states,
    decisions,
    design,
    integrations,
    linking,
    madr,
    parts,
)
from architecture.actions.decision_fields import Written
from architecture.madr import Madr
from architecture.models import Integration
from people.models import User
from tests.architecture_app.factories import SystemFactory
from tests.architecture_app.scenes import decided, held, offered, proposed, written
from tests.factories import raised

Case = Callable[[Any], Callable[[], Any]]


def _proposal(**fields: Any) -> integrations.Proposal:
    given = {
        "name": "Orders",
        "style": "batch_file",
        "reuse_result": "new_with_reason",
        "reuse_reason": "Nothing like it",
        "source": SystemFactory.create(),
        **fields,
    }
    return integrations.Proposal(**given)


def _on_held(act: Callable[[Integration, User], Any], who: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        integration = proposed(scene.initiative, scene.lead)
        held(integration, scene.architect, scene.lead)
        return lambda: act(integration, getattr(scene, who))

    return case


def _holders(act: Callable[[Integration, User], Any]) -> tuple[Case, Case]:
    """The holder does it; the lead of the initiative does not."""
    return _on_held(act, "architect"), _on_held(act, "lead")


def _jointly(act: Callable[[Integration, User], Any]) -> tuple[Case, Case]:
    """Both sides do it; an auditor does not."""
    return _on_held(act, "lead"), _on_held(act, "auditor")


def _on_offer(act: Callable[[Any, User], Any], who: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        offer = offered(proposed(scene.initiative, scene.lead), scene.architect, scene.lead)
        return lambda: act(offer, getattr(scene, who))

    return case


def _plain(act: Callable[[Any], Any], prepare: Callable[[Any], Any] = lambda scene: scene) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        prepared = prepare(scene)
        return lambda: act(prepared)

    return case


def _offer(who: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        integration = proposed(scene.initiative, scene.lead)
        actor = getattr(scene, who)
        return lambda: authority.offer_authority(integration, to=scene.architect, actor=actor)

    return case


def _override(reason: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        integration = proposed(scene.initiative, scene.lead)
        User.objects.filter(pk=scene.other_lead.pk).update(is_staff=True)
        actor = User.objects.get(pk=scene.other_lead.pk)
        return lambda: design.override_design_state(
            integration, state="designed", reason=reason, actor=actor
        )

    return case


def _close(note: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        integration = proposed(scene.initiative, scene.lead)
        afterwards.set_pilot_debt(integration, [{"item": "Script"}], actor=scene.lead)
        debt = integration.debts.get()
        return lambda: afterwards.close_debt(debt, note=note, actor=scene.lead)

    return case


def _credit(reference: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        record = written(scene.initiative, scene.lead)
        known = raised(scene.initiative, scene.lead).reference
        return lambda: credits.credit_decision_inputs(
            record, [reference or known], actor=scene.lead
        )

    return case


def _credit_design(who: str) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        integration = proposed(scene.initiative, scene.lead)
        held(integration, scene.architect, scene.lead)
        known = raised(scene.initiative, scene.lead).reference
        return lambda: credits.credit_inputs(integration, [known], actor=getattr(scene, who))

    return case


def _replace(*, circle: bool) -> Case:
    def case(scene: Any) -> Callable[[], Any]:
        one, two = (decided(scene.initiative, scene.lead, title=name) for name in "AB")
        if circle:
            decision_states.replace_decision(two, by=one, actor=scene.lead)
        return lambda: decision_states.replace_decision(one, by=two, actor=scene.lead)

    return case


def _breakage(integration: Integration, actor: User) -> Any:
    broke = afterwards.Breakage("Stopped", "A key ran out", timezone.localdate())
    return afterwards.report_incident(integration, broke, actor=actor)


_FILES = [madr.FileTaken("0001-a.md", Madr("Use the queue"))]
_DEBT = [{"item": "Script"}]

CASES: dict[str, tuple[Case, Case]] = {
    "propose_integration": (
        _plain(lambda s: integrations.propose_integration(s.initiative, _proposal(), actor=s.lead)),
        _plain(
            lambda s: integrations.propose_integration(
                s.initiative, integrations.Proposal("A", "batch_file", "reused"), actor=s.lead
            )
        ),
    ),
    "offer_authority": (_offer("lead"), _offer("auditor")),
    "accept_authority": (
        _on_offer(lambda offer, who: authority.accept_authority(offer, actor=who), "architect"),
        _on_offer(lambda offer, who: authority.accept_authority(offer, actor=who), "lead"),
    ),
    "decline_authority": (
        _on_offer(
            lambda offer, who: authority.decline_authority(offer, reason="No room", actor=who),
            "architect",
        ),
        _on_offer(
            lambda offer, who: authority.decline_authority(offer, reason="", actor=who), "architect"
        ),
    ),
    "hand_over_authority": (
        lambda s: _on_held(
            lambda one, who: authority.hand_over_authority(
                one, to=s.stand_in, reason="I move", actor=who
            ),
            "architect",
        )(s),
        lambda s: _on_held(
            lambda one, who: authority.hand_over_authority(
                one, to=s.stand_in, reason="I move", actor=who
            ),
            "lead",
        )(s),
    ),
    "set_design_state": _holders(
        lambda one, who: design.set_design_state(one, state="baselined", actor=who)
    ),
    "override_design_state": (_override("On leave"), _override("")),
    "place_interpretation": _holders(
        lambda one, who: integrations.place_interpretation(one, actor=who)
    ),
    "change_part": _holders(
        lambda one, who: parts.change_part(one, "data", {"egress": "None"}, actor=who)
    ),
    "change_ends": _holders(
        lambda one, who: linking.change_ends(one, source=None, target=one.source, actor=who)
    ),
    "decide_reuse": _holders(
        lambda one, who: linking.decide_reuse(
            one, result="reused", reason="The gateway's own", actor=who
        )
    ),
    "set_dependencies": _holders(
        lambda one, who: parts.set_dependencies(one, [{"name": "Weather"}], actor=who)
    ),
    "set_fragility": _holders(
        lambda one, who: parts.set_fragility(one, [{"flag": "scraping"}], actor=who)
    ),
    "set_artefacts": _holders(
        lambda one, who: parts.set_artefacts(one, [], has_none=True, actor=who)
    ),
    "set_pilot_debt": _jointly(lambda one, who: afterwards.set_pilot_debt(one, _DEBT, actor=who)),
    "close_debt": (_close("Gone"), _close("")),
    "report_incident": _jointly(_breakage),
    "credit_inputs": (_credit_design("architect"), _credit_design("lead")),
    "credit_decision_inputs": (_credit(""), _credit("IN-9999")),
    "write_decision": (
        _plain(lambda s: decisions.write_decision(s.initiative, Written("Use it"), actor=s.lead)),
        _plain(lambda s: decisions.write_decision(s.initiative, Written(""), actor=s.lead)),
    ),
    "change_decision": (
        _plain(
            lambda p: decisions.change_decision(p[1], Written("Use it"), actor=p[0].lead),
            lambda s: (s, written(s.initiative, s.lead)),
        ),
        _plain(
            lambda p: decisions.change_decision(p[1], Written("Use it"), actor=p[0].lead),
            lambda s: (s, decided(s.initiative, s.lead)),
        ),
    ),
    "settle_decision": (
        _plain(
            lambda p: decision_states.settle_decision(p[1], status="decided", actor=p[0].lead),
            lambda s: (s, written(s.initiative, s.lead)),
        ),
        _plain(
            lambda p: decision_states.settle_decision(p[1], status="not_taken", actor=p[0].lead),
            lambda s: (s, written(s.initiative, s.lead)),
        ),
    ),
    "replace_decision": (_replace(circle=False), _replace(circle=True)),
    "import_decisions": (
        _plain(lambda s: madr.import_decisions(s.initiative, _FILES, actor=s.lead)),
        _plain(lambda s: madr.import_decisions(s.initiative, _FILES, actor=s.auditor)),
    ),
}

# Parts of actions: they run in the transaction of the action that calls them.
PARTS = {
    "create_decision",
    "lock_decision",
    "lock_integration",
    "lock_to_change",
    "note_contribution",
    "permit_change",
    "permit_setting",
    "keep_credits",
    "record_replaced",
    "record_reuse",
    "record_settled",
    "side_of",
}
