"""Pages of moving on and of escalating, below one initiative."""

from django.urls import re_path

from governance.views import escalations, go_ahead

_GO_AHEAD = r"go-aheads/(?P<pk>[0-9]{1,18})/"
_ESCALATION = r"escalations/(?P<esc_ref>ESC-[0-9]{4,})/"

urlpatterns = [
    re_path(r"go-aheads/$", go_ahead.go_aheads, name="go-aheads"),
    re_path(r"go-aheads/new/$", go_ahead.record, name="record-go-ahead"),
    re_path(r"go-aheads/back/$", go_ahead.back, name="go-back"),
    re_path(_GO_AHEAD + "$", go_ahead.go_ahead, name="go-ahead"),
    re_path(_GO_AHEAD + "join/$", go_ahead.join, name="join-go-ahead"),
    re_path(_GO_AHEAD + "withdraw/$", go_ahead.withdraw, name="withdraw-go-ahead"),
    re_path(r"carried/(?P<pk>[0-9]{1,18})/$", go_ahead.carried_item, name="carried-item"),
    re_path(r"escalations/$", escalations.escalations, name="escalations"),
    re_path(r"escalations/new/$", escalations.escalate_page, name="escalate"),
    re_path(_ESCALATION + "$", escalations.escalation, name="escalation"),
]
