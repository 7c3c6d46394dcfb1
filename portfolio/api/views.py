"""The portfolio's figures."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance.norms import norm
from initiatives.involvement import aggregate_earliness, aggregate_lead, invited_before_shortlist
from people.api.endpoint import Endpoint, holding
from people.models import User
from people.permissions import Permission
from people.vocabulary import Party
from portfolio import queries
from portfolio.api import serializers


class Summary(Endpoint):
    """Every initiative that the person may see, counted."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.PORTFOLIO_VIEW))

    @extend_schema(tags=["portfolio"], responses=serializers.SummarySerializer)
    def get(self, request: Request) -> Response:
        """Show the portfolio's figures over every initiative you may see."""
        figures = {
            "stages": [
                {"stage": stage, "status": status, "count": count}
                for (stage, status), count in sorted(queries.stage_counts(self.viewer).items())
            ],
            "units": [
                {"unit": pk, "unit_name": name, "count": count}
                for pk, name, count in queries.unit_counts(self.viewer)
            ],
            "waiting": _waiting(self.viewer),
            "involvement": _involvement(self.viewer),
        }
        return Response(serializers.SummarySerializer(figures).data)


def _waiting(viewer: User) -> dict[str, Any]:
    answers = queries.waiting_answers(viewer)
    return {
        "business": {
            "answers": answers[Party.BUSINESS],
            "invitations": queries.not_invited(viewer),
        },
        "it": {
            "answers": answers[Party.IT],
            "invitations": queries.unanswered_invitations(viewer),
        },
    }


def _involvement(viewer: User) -> dict[str, Any]:
    found = queries.involvement(viewer)
    leads = [each.lead for each in found]
    invited_first, decided = invited_before_shortlist(leads)
    least = norm("smallest_sample")
    return {
        "days_from_invitation_to_shortlist": aggregate_lead(leads, least),
        "share_of_decisions_still_open": aggregate_earliness(
            [each.earliness for each in found], least
        ),
        "invited_before_shortlist": invited_first,
        "decided": decided,
    }
