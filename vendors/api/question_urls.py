"""Endpoints for questions to vendors."""

from django.urls import path

from vendors.api import question_views as views

urlpatterns = [
    path(
        "initiatives/<slug:reference>/vendor-questions/",
        views.QuestionsOfInitiative.as_view(),
        name="api-initiative-vendor-questions",
    ),
    path("vendor-questions/<int:pk>/", views.QuestionDetail.as_view(), name="api-vendor-question"),
    path(
        "vendor-questions/<int:pk>/withdrawal/",
        views.Withdrawal.as_view(),
        name="api-vendor-question-withdrawal",
    ),
    path(
        "vendor-questions/<int:pk>/reply/",
        views.ReplyToVendor.as_view(),
        name="api-vendor-question-reply",
    ),
]
