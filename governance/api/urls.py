"""Endpoints of this app."""

from django.urls import URLPattern, URLResolver, include, path

from governance.api import agreed_views, occurrence_views, room_views, series_views, views

_of_initiative = [
    path("design-inputs/", views.DesignInputs.as_view(), name="api-initiative-design-inputs"),
    path("owed-items/", views.OwedItems.as_view(), name="api-initiative-owed-items"),
    path(
        "working-sessions/",
        series_views.SessionsOfInitiative.as_view(),
        name="api-initiative-working-sessions",
    ),
    path(
        "agreed-actions/",
        agreed_views.AgreedActions.as_view(),
        name="api-initiative-agreed-actions",
    ),
]

_of_session = [
    path("", occurrence_views.Occurrence.as_view(), name="api-occurrence"),
    path("move/", occurrence_views.Move.as_view(), name="api-move"),
    path("cancellation/", occurrence_views.Cancellation.as_view(), name="api-cancellation"),
    path("skip/", occurrence_views.Skip.as_view(), name="api-skip"),
    path("restoration/", occurrence_views.Restoration.as_view(), name="api-restoration"),
    path("opening/", room_views.Opening.as_view(), name="api-opening"),
    path("presence/", room_views.Presence.as_view(), name="api-presence"),
    path("closing/", room_views.Closing.as_view(), name="api-closing"),
    path("results/", room_views.Results.as_view(), name="api-results"),
    path("agenda/", room_views.SessionAgenda.as_view(), name="api-agenda"),
    path("agenda/order/", room_views.AgendaOrder.as_view(), name="api-agenda-order"),
    # What an item is called may hold a slash.
    path("agenda/<path:name>/note/", room_views.Note.as_view(), name="api-note"),
    path("agenda/<path:name>/result/", room_views.Result.as_view(), name="api-result"),
    path("agenda/<path:name>/", room_views.Item.as_view(), name="api-agenda-item"),
]

_of_series: list[URLPattern | URLResolver] = [
    path("", series_views.WorkingSession.as_view(), name="api-working-session"),
    path("rhythm/", series_views.Rhythm.as_view(), name="api-rhythm"),
    path("end/", series_views.Ending.as_view(), name="api-end"),
    path("occurrences/", occurrence_views.Occurrences.as_view(), name="api-occurrences"),
    path("occurrences/<slug:slot>/", include(_of_session)),
]

urlpatterns = [
    path("", include("governance.api.signal_urls")),
    path("initiatives/<slug:reference>/", include(_of_initiative)),
    path("initiatives/<slug:reference>/clarity/", include("governance.api.clarity_urls")),
    path("owed-items/", views.AllOwedItems.as_view(), name="api-owed-items"),
    path("design-inputs/", views.AllDesignInputs.as_view(), name="api-design-inputs"),
    path(
        "design-inputs/<slug:reference>/",
        views.DesignInputDetail.as_view(),
        name="api-design-input",
    ),
    path(
        "design-inputs/<slug:reference>/disposition/",
        views.Disposition.as_view(),
        name="api-disposition",
    ),
    path("design-inputs/<slug:reference>/reply/", views.Reply.as_view(), name="api-reply"),
    path("working-sessions/", series_views.WorkingSessions.as_view(), name="api-working-sessions"),
    path("working-sessions/<slug:reference>/", include(_of_series)),
    path("agreed-actions/", agreed_views.OwnAgreedActions.as_view(), name="api-agreed-actions"),
    path(
        "agreed-actions/<int:pk>/",
        agreed_views.AgreedActionDetail.as_view(),
        name="api-agreed-action",
    ),
    path(
        "agreed-actions/<int:pk>/completion/",
        agreed_views.Completion.as_view(),
        name="api-completion",
    ),
    path("", include("governance.api.moving_urls")),
    path("agreed-actions/<int:pk>/carry/", agreed_views.Carry.as_view(), name="api-carry"),
]
