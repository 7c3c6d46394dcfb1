"""Pages of this app, below /initiatives/."""

from django.urls import include, path, re_path

from governance.signal_urls import of_initiative as signals_of_initiative
from governance.views import (
    agenda,
    agreed,
    board,
    design_input,
    owed,
    raising,
    room,
    series,
    session,
)

_INITIATIVE = r"^(?P<ref>AI-[0-9]{4}-[0-9]{4,})/"
_INPUTS = _INITIATIVE + "inputs/"
_INPUT = _INPUTS + r"(?P<in_ref>IN-[0-9]{4,})/"
_SESSIONS = _INITIATIVE + "sessions/"
_SERIES = _SESSIONS + r"(?P<ws_ref>WS-[0-9]{4,})/"
_SESSION = _SERIES + r"(?P<slot>[0-9]{4}-[0-9]{2}-[0-9]{2})/"

app_name = "governance"
urlpatterns = [
    path("owed/", owed.owed, name="owed"),
    re_path(_INITIATIVE + "clarity/", include("governance.clarity_urls")),
    re_path(_INITIATIVE, include("governance.moving_urls")),
    re_path(_INITIATIVE + "signals/", include(signals_of_initiative)),
    re_path(_INPUTS + "$", board.inputs, name="inputs"),
    re_path(_INPUTS + "new/$", raising.raise_input, name="raise"),
    re_path(_INPUT + "$", design_input.design_input, name="input"),
    re_path(_INPUT + "disposition/$", design_input.dispose, name="dispose"),
    re_path(_INPUT + "reply/$", design_input.reply, name="reply"),
    re_path(_SESSIONS + "$", series.sessions, name="sessions"),
    re_path(_SESSIONS + "new/$", series.begin, name="begin-series"),
    re_path(_SERIES + "rhythm/$", series.rhythm, name="change-rhythm"),
    re_path(_SERIES + "place/$", series.arrange, name="arrange-series"),
    re_path(_SERIES + "extra/$", series.extra, name="extra-session"),
    re_path(_SERIES + "end/$", series.end, name="end-series"),
    re_path(_SESSION + "$", session.session, name="session"),
    re_path(_SESSION + "move/$", session.move, name="move-session"),
    re_path(_SESSION + "cancel/$", session.cancel, name="cancel-session"),
    re_path(_SESSION + "leave-out/$", session.leave_out, name="leave-out-session"),
    re_path(_SESSION + "restore/$", session.restore, name="restore-session"),
    re_path(_SESSION + "agenda/$", agenda.add, name="add-agenda-item"),
    re_path(_SESSION + "agenda/order/$", agenda.order, name="order-agenda"),
    re_path(_SESSION + "agenda/drop/$", agenda.drop, name="drop-agenda-item"),
    re_path(_SESSION + "room/$", room.room, name="room"),
    re_path(_SESSION + "room/open/$", room.open_room, name="open-session"),
    re_path(_SESSION + "room/live/$", room.live, name="room-live"),
    re_path(_SESSION + "room/presence/$", room.presence, name="note-presence"),
    re_path(_SESSION + "room/note/$", room.note, name="save-note"),
    re_path(_SESSION + "room/result/$", room.result, name="record-result"),
    re_path(_SESSION + "room/close/$", room.close, name="close-session"),
    re_path(_INITIATIVE + "actions/(?P<pk>[0-9]+)/$", agreed.agreed_action, name="agreed-action"),
]
