"""Endpoints of moving on and of escalating."""

from django.urls import include, path

from governance.api import escalation_views, moving_views

_of_initiative = [
    path("go-aheads/", moving_views.GoAheads.as_view(), name="api-go-aheads"),
    path("go-aheads/next/", moving_views.NextMove.as_view(), name="api-next-move"),
    path("carried-items/", moving_views.CarriedItems.as_view(), name="api-carried-items"),
    path(
        "escalations/",
        escalation_views.EscalationsOfInitiative.as_view(),
        name="api-initiative-escalations",
    ),
]

_of_go_ahead = [
    path("", moving_views.GoAheadDetail.as_view(), name="api-go-ahead"),
    path("joining/", moving_views.Joining.as_view(), name="api-joining"),
    path("withdrawal/", moving_views.Withdrawal.as_view(), name="api-withdrawal"),
    path("view/", moving_views.OwnView.as_view(), name="api-go-ahead-view"),
]

_of_escalation = [
    path("", escalation_views.EscalationDetail.as_view(), name="api-escalation"),
    path("view/", escalation_views.SideView.as_view(), name="api-escalation-view"),
    path("answer/", escalation_views.Answer.as_view(), name="api-escalation-answer"),
    path("owner/", escalation_views.Owner.as_view(), name="api-escalation-owner"),
    path("ownership/", escalation_views.Ownership.as_view(), name="api-ownership"),
]

urlpatterns = [
    path("initiatives/<slug:reference>/", include(_of_initiative)),
    path("go-aheads/<int:pk>/", include(_of_go_ahead)),
    path(
        "carried-items/<int:pk>/", moving_views.CarriedItemDetail.as_view(), name="api-carried-item"
    ),
    path("carried-items/<int:pk>/renewal/", moving_views.Renewal.as_view(), name="api-renewal"),
    path("escalations/", escalation_views.Escalations.as_view(), name="api-escalations"),
    path("escalations/<slug:reference>/", include(_of_escalation)),
]
