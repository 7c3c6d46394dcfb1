"""Pages below an initiative's architecture; part of the app's namespace."""

from django.urls import re_path

from architecture.views import (
    authority,
    decision_files,
    decisions,
    integrations,
    parts,
    proposing,
    trail,
)
from architecture.views import decision as one_decision

_INTEGRATION = r"^(?P<int_ref>INT-[0-9]{4,})/"
_DECISION = r"^decisions/(?P<adr_ref>ADR-[0-9]{4,})/"

urlpatterns = [
    re_path(r"^$", integrations.integrations, name="integrations"),
    re_path(r"^new/$", proposing.propose, name="propose"),
    re_path(_INTEGRATION + "$", integrations.integration, name="integration"),
    re_path(_INTEGRATION + "authority/$", authority.authority, name="authority"),
    re_path(_INTEGRATION + "state/$", authority.state, name="state"),
    re_path(_INTEGRATION + "parts/(?P<part>[a-z]+)/$", parts.part, name="part"),
    re_path(_INTEGRATION + "debts/(?P<pk>[0-9]{1,18})/$", parts.debt, name="close-debt"),
    re_path(_INTEGRATION + "incidents/new/$", parts.incident, name="report-incident"),
    re_path(_INTEGRATION + "inputs/$", integrations.embodied, name="embodied"),
    re_path(_INTEGRATION + "interpretation/$", integrations.interpretation, name="interpretation"),
    re_path(_INTEGRATION + "why/$", trail.why, name="why"),
    re_path(r"^decisions/$", decisions.decisions, name="decisions"),
    re_path(r"^decisions/new/$", decisions.write, name="write-decision"),
    re_path(r"^decisions/files/$", decision_files.take, name="take-decisions"),
    re_path(r"^decisions/folder\.zip$", decision_files.folder, name="decisions-folder"),
    re_path(_DECISION + "$", one_decision.decision, name="decision"),
    re_path(_DECISION + "change/$", decisions.change, name="change-decision"),
    re_path(_DECISION + "standing/$", one_decision.standing, name="settle-decision"),
    re_path(_DECISION + "replace/$", one_decision.replace, name="replace-decision"),
    re_path(_DECISION + "inputs/$", one_decision.embodied, name="decision-embodied"),
    re_path(_DECISION + r"record\.md$", decision_files.one_file, name="decision-file"),
]
