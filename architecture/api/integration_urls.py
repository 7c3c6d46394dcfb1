"""Addresses of integrations and decision records."""

from django.urls import path

from architecture.api import decision_views as decisions
from architecture.api import design_views as design
from architecture.api import integration_views as views
from architecture.api import part_views as parts

_OF = "integrations/<slug:reference>/"
_RECORD = "decision-records/<slug:reference>/"

urlpatterns = [
    path("initiatives/<slug:reference>/integrations/", views.Integrations.as_view()),
    path("integrations/", views.AllIntegrations.as_view()),
    path(_OF, views.IntegrationDetail.as_view()),
    path(_OF + "parts/<slug:part>/", parts.Part.as_view()),
    path(_OF + "ends/", parts.Ends.as_view()),
    path(_OF + "reuse/", parts.Reuse.as_view()),
    path(_OF + "dependencies/", parts.Dependencies.as_view()),
    path(_OF + "fragility/", parts.FragilityFlags.as_view()),
    path(_OF + "artefacts/", parts.Artefacts.as_view()),
    path(_OF + "pilot-debt/", parts.Debts.as_view()),
    path(_OF + "pilot-debt/<int:pk>/closing/", design.DebtClosing.as_view()),
    path(_OF + "interpretation/", views.Interpretation.as_view()),
    path(_OF + "inputs/", views.Embodied.as_view()),
    path(_OF + "trail/", views.Trail.as_view()),
    path(_OF + "authority/", design.Authority.as_view()),
    path(_OF + "authority/acceptance/", design.Acceptance.as_view()),
    path(_OF + "authority/decline/", design.Declining.as_view()),
    path(_OF + "authority/handover/", design.HandingOver.as_view()),
    path(_OF + "design-state/", design.DesignStateOf.as_view()),
    path(_OF + "design-state/override/", design.Override.as_view()),
    path(_OF + "incidents/", design.Incidents.as_view()),
    path("initiatives/<slug:reference>/decision-records/", decisions.DecisionRecords.as_view()),
    path("initiatives/<slug:reference>/decision-files/", decisions.DecisionFiles.as_view()),
    path("decision-records/", decisions.AllDecisionRecords.as_view()),
    path(_RECORD, decisions.DecisionDetail.as_view()),
    path(_RECORD + "standing/", decisions.Standing.as_view()),
    path(_RECORD + "replacement/", decisions.Replacement.as_view()),
    path(_RECORD + "inputs/", decisions.DecisionInputs.as_view()),
    path(_RECORD + "markdown/", decisions.DecisionMarkdown.as_view()),
]
