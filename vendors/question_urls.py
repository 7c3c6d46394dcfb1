"""Addresses of questions to vendors, below `/initiatives/`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from vendors.views import answer_sheets, contacts, questions

app_name = "vendor_questions"
_candidate: list[URLPattern | URLResolver] = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/<int:contact_id>/link/", contacts.send_link, name="send-link"),
    path("contacts/<int:contact_id>/end/", contacts.end_access, name="end-access"),
    re_path(r"^questions\.(?P<ending>xlsx|csv)$", answer_sheets.questions_file, name="export"),
    path("sheets/", answer_sheets.bring, name="bring"),
    path("sheets/<uuid:sheet_id>/", answer_sheets.sheet, name="sheet"),
    path("sheets/<uuid:sheet_id>/findings.csv", answer_sheets.findings, name="findings"),
]
_questions: list[URLPattern | URLResolver] = [
    path("", questions.questions, name="questions"),
    path("ask/", questions.ask, name="ask"),
    path("<int:pk>/", questions.question, name="question"),
    path("<int:pk>/withdraw/", questions.withdraw, name="withdraw"),
    path("candidates/<int:pk>/", include(_candidate)),
    path("evidence/<uuid:pk>/", answer_sheets.evidence, name="evidence"),
]
urlpatterns = [path("<slug:reference>/vendors/questions/", include(_questions))]
