"""Answers that tests begin with: one good one for every field."""

import datetime as dt
from typing import Any

from django.utils import timezone

from governance.actions import FieldAnswer, answer_field
from governance.clarity.facts import forget_clarity
from governance.clarity.profile import FieldStanding, profile_of
from governance.models import ClarityAnswer
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User

LINK = [{"title": "Written down", "address": "https://example.org/record"}]
T, OTHER_T = "t1", "t2"
N1, N2 = "n1", "n2"


def day(days: int) -> str:
    """A day so many days from today."""
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def good_rows(initiative: Initiative, business: User, it: User) -> dict[str, list[dict[str, Any]]]:
    """A good answer to each field that is typed in, for two decision types and two integrations."""
    b, i = f"person:{business.pk}", f"person:{it.pk}"
    both = (T, OTHER_T)
    return {
        "DO-1": [{"user": f"unit:{initiative.unit_id}", "count": "up_to_20"}],
        "DO-2": [
            {"id": T, "name": "reschedule an order", "process": "Planning", "frequency": "daily"},
            {"id": OTHER_T, "name": "release overtime", "process": "Shifts", "frequency": "weekly"},
        ],
        "DO-3": [{"type": each, "decider": b} for each in both],
        "DO-4": [{"type": each, "accountable": b} for each in ("", *both)],
        "DO-6": [{"system_owner": i, "service_owner": b}],
        "DO-7": [{"type": each, "affected": ["employees"]} for each in both],
        "RB-1": [{"type": each, "influence": "may_influence"} for each in both],
        "RB-2": [
            {"type": each, "autonomy": "confirm_to_act", "pattern": "in_the_loop"} for each in both
        ],
        "RB-3": [{"type": each, "trigger": "drift", "steps_in": b, "minutes": 30} for each in both],
        "RB-4": [
            {"mode": mode, "detection": "Alarm", "fallback": "By hand", "owner": i}
            for mode in ("unavailable", "wrong", "silent")
        ],
        "RB-5": [
            {
                "volume": "200 a day",
                "value": "No limit, because nothing is ordered",
                "data": "Internal",
                "sites": "Plant North",
                "hours": "Day shift",
            }
        ],
        "RB-6": [
            {
                "asset": "Promise to customers",
                "event": "Moves the wrong order",
                "consequence": "A late delivery",
                "loss_form": "fines_judgments",
                "about": T,
                "boundary": "A planner looks first",
                "owner": b,
                "frequency": "yearly",
                "business_estimate": "low",
                "it_estimate": "moderate",
            }
        ],
        "RB-7": [
            {
                "screening": "clear",
                "risk_class": "minimal",
                "eu_role": "deployer",
                "safety_relevant": "no",
            }
        ],
        "RB-8": [{"reach": "One queue", "containment": "A key", "notice_hours": 24, "owner": i}],
        "EX-1": [{"type": each, "kinds": ["cited_sources", "model_text"]} for each in both],
        "EX-2": [{"audience": ["decider"]}],
        "EX-3": [{"form": "band", "meaning": "How sure", "threshold": "Below medium"}],
        "EX-4": [{"notices": ["error_state"], "heartbeat": 5, "grace": 0}],
        "EX-5": [{"document": "Model card", "version": "3"}],
        "EX-6": [{"sample": 10, "checkable": 80}],
        "AR-1": [
            {"id": N1, "style": "overlay_read_only", "name": "Orders to planner"},
            {"id": N2, "style": "event_subscribe", "name": "Shifts to planner"},
        ],
        "AR-2": [{"system": "Orders", "access": "read", "criticality": "high"}],
        "AR-3": [{"state": "accepted", "holder": i}],
        "AR-4": [{"type": each, "identity": "workload_identity"} for each in (N1, N2)],
        "AR-5": [{"type": each, "reuse": "reused"} for each in (N1, N2)],
        "AR-6": [],
        "AR-7": [{"flag": "rate_limited", "mitigation": "A queue"}],
        "AR-8": [{"place": "Data platform"}],
        "AR-9": [
            {"type": each, "record": "https://example.org/adr", "status": "decided"}
            for each in (N1, N2)
        ],
        "AR-10": [{"item": "Spreadsheet", "fate": "retire", "on": day(40), "owner": b}],
        "GV-1": [{"type": each, "coverage": "test"} for each in both],
        "GV-2": [
            {"role": "Planner", "rights": ["use", "override"]},
            {"role": "Operator", "rights": ["stop", "configure"]},
        ],
        "GV-3": [
            {"side": "it", "post": i, "channel": "Phone", "minutes": 15},
            {"side": "vendor", "vendor_contact": "Hotline", "channel": "Phone", "minutes": 60},
        ],
        "GV-4": [{"codes": True, "text": True}],
        "GV-5": [
            {"type": each, "overseer": b, "trained_on": day(-3), "may_stop": True} for each in both
        ],
        "GV-6": [{"days": 400, "basis": "Contract", "redaction": "masked"}],
        "GV-8": [{"on": day(90)}],
        "SU-1": [{"team": f"unit:{initiative.unit_id}", "post": i, "deputy": b}],
        "SU-2": [
            {
                "announcer": "Vendor",
                "notice": 14,
                "test": "In the test line",
                "rollback": "One switch",
                "pin": "By number",
            }
        ],
        "SU-3": [{"severity": "Stops the line", "hours": 1, "channel": "Phone"}],
        "SU-4": [
            {
                "tier": "Gold",
                "hours": "24/7",
                "targets": "4 hours",
                "contact": "Hotline",
                "contracted": True,
            }
        ],
        "SU-5": [{"post": b, "months": 12}],
        "SU-6": [{"outline": "Export", "steps": "Three", "cost": "20 days", "time": "A month"}],
        "SU-7": [
            dict.fromkeys(
                (
                    "architecture_dependencies",
                    "instrumentation",
                    "emergency_response",
                    "capacity",
                    "change",
                    "performance",
                ),
                "in_place",
            )
        ],
        "SU-8": [{"ends_on": day(30)}],
    }


def stands(
    initiative: Initiative, field_id: str, rows: list[dict[str, Any]], **fields: Any
) -> ClarityAnswer:
    """An answer as it stands, both sides having had their say, past what an action refuses."""
    given = {"evidence": LINK, "written_party": "business", "confirmed_party": "it", **fields}
    given.setdefault("written_by", initiative.lead)
    answer, _ = ClarityAnswer.objects.update_or_create(
        initiative=initiative, field=field_id, defaults={"rows": rows, **given}
    )
    forget_clarity(initiative)
    return answer


def answer_all(initiative: Initiative, business: User, it: User) -> None:
    """Every field is answered well."""
    for field_id, rows in good_rows(initiative, business, it).items():
        stands(initiative, field_id, rows)


def in_stage(initiative: Initiative, stage: Stage) -> Initiative:
    """The initiative as if go-aheads had brought it to the stage."""
    Initiative.objects.filter(pk=initiative.pk).update(stage=stage)
    return Initiative.objects.select_related("unit", "lead").get(pk=initiative.pk)


def standing(initiative: Initiative, field_id: str) -> FieldStanding:
    """Where a field stands, read anew."""
    fresh = Initiative.objects.select_related("unit", "lead").get(pk=initiative.pk)
    return profile_of(fresh).standings[field_id]


def state(initiative: Initiative, field_id: str) -> FieldState:
    """The state of a field, read anew."""
    return standing(initiative, field_id).state


def answered(
    initiative: Initiative, field_id: str, rows: list[dict[str, Any]], actor: User, **fields: Any
) -> ClarityAnswer:
    """An answer through its action."""
    return answer_field(initiative, field_id, FieldAnswer(rows=rows, **fields), actor=actor)
