"""Endpoints of this app."""

from django.urls import URLPattern, URLResolver, include, path

from vendors.api import candidate_views, choice_views, criteria_views, vendor_views

_of_criteria_set = [
    path("request/", criteria_views.CriteriaRequest.as_view(), name="api-criteria-request"),
    path("draft/", criteria_views.CriteriaDraft.as_view(), name="api-criteria-draft"),
    path(
        "publication/",
        criteria_views.CriteriaPublication.as_view(),
        name="api-criteria-publication",
    ),
    path("criteria/", criteria_views.NewCriterion.as_view(), name="api-new-criterion"),
    path("criteria/<slug:key>/", criteria_views.CriterionWords.as_view(), name="api-criterion"),
    path(
        "criteria/<slug:key>/withdrawal/",
        criteria_views.CriterionWithdrawal.as_view(),
        name="api-criterion-withdrawal",
    ),
]

Routes = list[URLPattern | URLResolver]

_of_initiative: Routes = [
    path("criteria-sets/", criteria_views.CriteriaSets.as_view(), name="api-criteria-sets"),
    path("criteria-sets/<slug:party>/", include(_of_criteria_set)),
    path("criteria-weights/", criteria_views.Weights.as_view(), name="api-criteria-weights"),
    path("vendor-candidates/", candidate_views.Candidates.as_view(), name="api-candidates"),
    path("vendor-candidates/longlist/", candidate_views.Longlist.as_view(), name="api-longlist"),
    path("vendor-candidates/shortlist/", candidate_views.Shortlist.as_view(), name="api-shortlist"),
    path("scores/", candidate_views.Scores.as_view(), name="api-scores"),
    path(
        "selection-records/", choice_views.SelectionRecords.as_view(), name="api-selection-records"
    ),
]

_of_vendor: Routes = [
    path("", vendor_views.VendorDetail.as_view(), name="api-vendor"),
    path("assurance/", vendor_views.AssuranceOfVendor.as_view(), name="api-assurance"),
    path(
        "assurance/<int:assurance>/",
        vendor_views.AssuranceDetail.as_view(),
        name="api-assurance-detail",
    ),
    path("triggers/", vendor_views.Triggers.as_view(), name="api-triggers"),
]

_of_candidate: Routes = [
    path("", candidate_views.CandidateDetail.as_view(), name="api-candidate"),
    path("leaving/", candidate_views.Leaving.as_view(), name="api-leaving"),
    path("reconsideration/", candidate_views.Reconsideration.as_view(), name="api-reconsideration"),
    path("scores/<slug:key>/", candidate_views.ScoreOfCandidate.as_view(), name="api-score"),
]

urlpatterns = [
    path("criteria/", criteria_views.Library.as_view(), name="api-criteria"),
    path(
        "criteria/<slug:key>/",
        criteria_views.LibraryCriterion.as_view(),
        name="api-library-criterion",
    ),
    path(
        "criteria/<slug:key>/retirement/",
        criteria_views.Retirement.as_view(),
        name="api-retirement",
    ),
    path("initiatives/<slug:reference>/", include(_of_initiative)),
    path("vendors/", vendor_views.Vendors.as_view(), name="api-vendors"),
    path("vendors/<int:pk>/", include(_of_vendor)),
    path("vendor-candidates/<int:pk>/", include(_of_candidate)),
    path(
        "selection-records/<int:pk>/",
        choice_views.SelectionRecordDetail.as_view(),
        name="api-selection-record",
    ),
    path(
        "selection-records/<int:pk>/view/",
        choice_views.ViewOnChoice.as_view(),
        name="api-choice-view",
    ),
]
