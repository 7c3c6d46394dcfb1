"""Endpoints of the clarity profile, below an initiative."""

from django.urls import path

from governance.api import clarity_views as views

_FIELD = "<str:field>/"
_QUESTION = _FIELD + "questions/<int:pk>/"

urlpatterns = [
    path("", views.ClarityProfile.as_view(), name="api-clarity"),
    path(_FIELD, views.ClarityField.as_view(), name="api-clarity-field"),
    path(_FIELD + "confirmation/", views.Confirmation.as_view(), name="api-clarity-confirmation"),
    path(_FIELD + "questions/", views.ClarityQuestions.as_view(), name="api-clarity-questions"),
    path(_QUESTION + "answer/", views.QuestionAnswer.as_view(), name="api-clarity-answer"),
    path(_QUESTION + "reply/", views.QuestionReply.as_view(), name="api-clarity-reply"),
]
