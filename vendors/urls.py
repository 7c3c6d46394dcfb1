"""Pages of this app, below /initiatives/."""

from django.urls import URLPattern, URLResolver, re_path

from vendors import choice_urls
from vendors.views import candidates, criteria, matrix, scoring

_VENDORS = r"^(?P<ref>AI-[0-9]{4}-[0-9]{4,})/vendors/"
_SIDE = _VENDORS + r"criteria/(?P<party>business|it)/"
_CRITERION = _VENDORS + r"criteria/(?P<pk>[0-9]{1,18})/"
_CANDIDATE = _VENDORS + r"candidates/(?P<pk>[0-9]{1,18})/"
_KEY = r"(?P<key>[A-Z]{3}-[0-9]{2,6})/"

app_name = "vendors"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(_VENDORS + "$", matrix.matrix, name="matrix"),
    re_path(_VENDORS + "weights/$", matrix.weights, name="weights"),
    re_path(_VENDORS + "cells/" + _KEY + r"(?P<pk>[0-9]{1,18})/$", matrix.cell, name="cell"),
    re_path(_VENDORS + "score/$", scoring.next_one, name="score-next"),
    re_path(_VENDORS + "score/" + _KEY + "$", scoring.by_criterion, name="score-criterion"),
    re_path(_SIDE + "$", criteria.criteria, name="criteria"),
    re_path(_SIDE + "ask/$", criteria.ask, name="request-criteria"),
    re_path(_SIDE + "draft/$", criteria.draft, name="draft-criteria"),
    re_path(_SIDE + "publish/$", criteria.publish, name="publish-criteria"),
    re_path(_SIDE + "take/$", criteria.take, name="take-from-library"),
    re_path(_SIDE + "add/$", criteria.add, name="add-criterion"),
    re_path(_CRITERION + "change/$", criteria.change, name="change-criterion"),
    re_path(_CRITERION + "withdraw/$", criteria.withdraw, name="withdraw-criterion"),
    re_path(_VENDORS + "candidates/$", candidates.candidates, name="candidates"),
    re_path(_VENDORS + "longlist/$", candidates.longlist, name="longlist"),
    re_path(_VENDORS + "shortlist/$", candidates.shortlist, name="shortlist"),
    re_path(_CANDIDATE + "$", candidates.candidate, name="candidate"),
    re_path(_CANDIDATE + "leave/$", candidates.leave, name="leave-candidate"),
    re_path(
        _CANDIDATE + "score/(?P<group>[A-Z]{3})/$", scoring.by_candidate, name="score-candidate"
    ),
    *choice_urls.urlpatterns,
]
