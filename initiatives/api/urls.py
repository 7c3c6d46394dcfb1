"""Endpoints of this app."""

from django.urls import include, path

from initiatives.api import (
    draft_views,
    history_views,
    invitation_views,
    milestone_views,
    status_views,
    views,
)

_of_initiative = [
    path("", views.InitiativeDetail.as_view(), name="api-initiative"),
    path("versions/", views.UseCaseVersions.as_view(), name="api-use-case-versions"),
    path("lead/", views.Lead.as_view(), name="api-lead"),
    path("invitations/", invitation_views.Invitations.as_view(), name="api-initiative-invitations"),
    path("milestones/", milestone_views.Milestones.as_view(), name="api-milestones"),
    path("milestones/<slug:kind>/plan/", milestone_views.Plan.as_view(), name="api-plan"),
    path("milestones/<slug:kind>/take/", milestone_views.Take.as_view(), name="api-take"),
    path(
        "milestones/<slug:kind>/told-date/",
        milestone_views.ToldDate.as_view(),
        name="api-told-date",
    ),
    path(
        "milestones/<slug:kind>/reopenable/",
        milestone_views.Reopenable.as_view(),
        name="api-reopenable",
    ),
    path("milestones/<slug:kind>/reopen/", milestone_views.Reopen.as_view(), name="api-reopen"),
    path("reopenings/", milestone_views.Reopenings.as_view(), name="api-reopenings"),
    path(
        "operational-status/",
        status_views.OperationalStatusEndpoint.as_view(),
        name="api-operational-status",
    ),
    path("pause/", status_views.Pause.as_view(), name="api-pause"),
    path("stop/", status_views.Stop.as_view(), name="api-stop"),
    path("resume/", status_views.Resume.as_view(), name="api-resume"),
    path("withdrawal/", status_views.Withdrawal.as_view(), name="api-withdrawal"),
    path(
        "visibility-restrictions/",
        status_views.Restrictions.as_view(),
        name="api-visibility-restrictions",
    ),
    path(
        "visibility-restrictions/opening/",
        status_views.Opening.as_view(),
        name="api-visibility-opening",
    ),
    path("history/", history_views.History.as_view(), name="api-history"),
]

urlpatterns = [
    path("initiatives/", views.Initiatives.as_view(), name="api-initiatives"),
    path("initiatives/similar/", views.SimilarInitiatives.as_view(), name="api-similar"),
    path("initiatives/<slug:reference>/", include(_of_initiative)),
    path("registration-drafts/", draft_views.Drafts.as_view(), name="api-drafts"),
    path("registration-drafts/<uuid:pk>/", draft_views.DraftDetail.as_view(), name="api-draft"),
    path("invitations/", invitation_views.WaitingInvitations.as_view(), name="api-invitations"),
    path(
        "invitations/<uuid:pk>/", invitation_views.InvitationDetail.as_view(), name="api-invitation"
    ),
    path(
        "invitations/<uuid:pk>/acceptance/",
        invitation_views.Acceptance.as_view(),
        name="api-acceptance",
    ),
    path("invitations/<uuid:pk>/decline/", invitation_views.Decline.as_view(), name="api-decline"),
]
