"""Addresses of the vendor room, below `/vendor-room/`."""

from django.urls import path, re_path

from vendors.room import doors, pages, sheets

app_name = "vendor_room"
urlpatterns = [
    path("", pages.home, name="home"),
    path("enter/", doors.arrive_without, name="arrive"),
    path("enter/<slug:secret>/", doors.arrive, name="enter"),
    path("enter/<slug:secret>/new-link/", doors.renew, name="renew"),
    path("sign-in/", doors.sign_in, name="sign-in"),
    path("sign-out/", doors.sign_out, name="sign-out"),
    path("questions/<int:pk>/", pages.question, name="question"),
    path("questions/<int:pk>/ask-back/", pages.asked_back, name="ask-back"),
    path("candidates/<int:pk>/send/", pages.send_drafts, name="send-drafts"),
    re_path(
        r"^candidates/(?P<pk>\d+)/questions\.(?P<ending>xlsx|csv)$",
        sheets.questions_file,
        name="questions-file",
    ),
    path("candidates/<int:pk>/sheets/", sheets.bring, name="bring"),
    path("candidates/<int:pk>/sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path(
        "candidates/<int:pk>/sheets/<uuid:sheet_id>/findings.csv", sheets.findings, name="findings"
    ),
    path("files/<uuid:pk>/", pages.file, name="file"),
    path("files/<uuid:pk>/remove/", pages.remove_file, name="remove-file"),
    path("files/<uuid:pk>/withdraw/", pages.withdraw_file, name="withdraw-file"),
    re_path(r"^(?P<rest>.*)$", doors.nothing_here, name="nothing-here"),
]
