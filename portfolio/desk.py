"""The portfolio's part of the first page."""

from typing import Any

from django.urls import reverse

from initiatives.vocabulary import Stage
from people.models import User
from people.panels import NextStep, Panel
from people.vocabulary import Role
from portfolio import queries
from portfolio.bars import figure
from portfolio.waiting import waiting_columns


class AtAGlancePanel(Panel):
    """For executives: how many initiatives are in which stage, and what waits for whom."""

    template = "portfolio/panels/at_a_glance.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.holds(Role.EXECUTIVE):
            return None
        counts = queries.stage_counts(viewer)
        stages = [
            (stage, figure(sum(n for (each, _), n in counts.items() if each == stage), stage=stage))
            for stage in Stage
        ]
        return {
            "stages": stages,
            "total": sum(counts.values()),
            "columns": waiting_columns(viewer),
            "next_step": NextStep("See the portfolio", reverse("portfolio:overview")),
        }
