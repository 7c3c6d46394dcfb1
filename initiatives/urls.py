"""Pages of this app, below `/initiatives/`."""

from django.urls import include, path

from initiatives.views import (
    decisions,
    history,
    invitations,
    listing,
    operational_status,
    register,
    seats,
    status,
    use_case,
    visibility,
    workspace,
)

app_name = "initiatives"
urlpatterns = [
    path("", listing.initiatives, name="list"),
    path("new/", register.register, name="register"),
    path("new/similar/", register.similar, name="similar"),
    path("drafts/<uuid:pk>/discard/", register.discard, name="discard-draft"),
    path("export.csv", listing.export_csv, name="export-csv"),
    path("export.xlsx", listing.export_xlsx, name="export-xlsx"),
    path("import/", include("initiatives.import_urls")),
    path("<slug:reference>/", workspace.workspace, name="workspace"),
    path("<slug:reference>/figures-of-work/", workspace.workspace_later, name="workspace-later"),
    path("<slug:reference>/take-lead/", workspace.take_lead, name="take-lead"),
    path("<slug:reference>/table/", seats.table, name="table"),
    path("<slug:reference>/table/<int:pk>/leave/", seats.leave, name="leave-table"),
    path("<slug:reference>/use-case/", use_case.use_case, name="use-case"),
    path("<slug:reference>/invite/", invitations.invite, name="invite"),
    path("<slug:reference>/invitations/<uuid:pk>/", invitations.invitation, name="invitation"),
    path("<slug:reference>/decisions/", decisions.decisions, name="decisions"),
    path("<slug:reference>/status/", status.status, name="status"),
    path(
        "<slug:reference>/operational-status/",
        operational_status.operational_status,
        name="operational-status",
    ),
    path("<slug:reference>/visibility/", visibility.visibility, name="visibility"),
    path("<slug:reference>/history/", history.history, name="history"),
    path("<slug:reference>/history/<uuid:event_id>/", history.event, name="event"),
]
