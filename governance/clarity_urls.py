"""Pages of the clarity profile, below an initiative; the names are governance's."""

from django.urls import path, re_path

from governance.views import clarity, clarity_pdf, clarity_questions

_FIELD = r"^(?P<field_id>[A-Z]{2}-[0-9]{1,2})/"
_QUESTION = _FIELD + r"questions/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("", clarity.profile, name="clarity"),
    path("profile.pdf", clarity_pdf.pdf, name="clarity-pdf"),
    re_path(_FIELD + "$", clarity.field, name="clarity-field"),
    re_path(_FIELD + "gap/$", clarity.known_gap, name="clarity-gap"),
    re_path(_FIELD + "not-applicable/$", clarity.not_applicable, name="clarity-not-applicable"),
    re_path(_FIELD + "confirmation/$", clarity.confirm, name="clarity-confirm"),
    re_path(_FIELD + "questions/$", clarity_questions.ask, name="clarity-ask"),
    re_path(_QUESTION + "$", clarity_questions.answer, name="clarity-question"),
    re_path(_QUESTION + "reply/$", clarity_questions.reply, name="clarity-question-reply"),
]
