"""Pages of this app, below `/initiatives/`."""

from django.urls import include, path

from initiatives.views import (
    decisions,
    history,
    invitations,
    listing,
    register,
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
    path("<str:reference>/", workspace.workspace, name="workspace"),
    path("<str:reference>/take-lead/", workspace.take_lead, name="take-lead"),
    path("<str:reference>/use-case/", use_case.use_case, name="use-case"),
    path("<str:reference>/invite/", invitations.invite, name="invite"),
    path("<str:reference>/invitations/<uuid:pk>/", invitations.invitation, name="invitation"),
    path("<str:reference>/decisions/", decisions.decisions, name="decisions"),
    path("<str:reference>/status/", status.status, name="status"),
    path("<str:reference>/visibility/", visibility.visibility, name="visibility"),
    path("<str:reference>/history/", history.history, name="history"),
    path("<str:reference>/history/<uuid:event_id>/", history.event, name="event"),
]
