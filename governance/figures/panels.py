"""Practices and figures on the workspace and the portfolio."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode

from governance.figures.filters import NAME
from governance.figures.practices import OF, PRACTICES, in_place, practices_of
from governance.figures.queries import (
    facts_for_practices,
    portfolio_facts,
    practices_counted,
    spread_of_practices,
)
from governance.figures.telling import smallest_sample, told
from people.models import User
from people.panels import Panel

if TYPE_CHECKING:
    from initiatives.models import Initiative


class PracticesPanel(Panel):
    """Practices in place at one initiative, n of 6."""

    template = "governance/signals/panels/practices.html"
    area = "aside"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        initiative: Initiative = subject
        if initiative.is_ended:
            return None
        practices = practices_of(facts_for_practices(initiative))
        return {
            "practices": practices,
            "in_place": in_place(practices),
            "of": OF,
            "url": reverse("governance:figures", args=[initiative.reference]),
        }


class PortfolioPanel(Panel):
    """Practices and figures across initiatives; each number opens its list."""

    template = "governance/signals/panels/figures.html"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        facts = portfolio_facts(viewer)
        counted = practices_counted(facts)
        return {
            "total": len(facts),
            "of": OF,
            "practices": [
                {
                    "label": label,
                    "in_place": len(counted[name][True]),
                    "not_yet": len(counted[name][False]),
                    "unsaid": len(counted[name][None]),
                    "url": _list_of(name),
                    "not_yet_url": _list_of(f"{name}_not_yet"),
                }
                for name, (label, _) in PRACTICES.items()
            ],
            "spread": spread_of_practices(facts),
            "smallest_sample": smallest_sample(facts),
            "figures": [(each, _list_of(each.id) if each.behind else "") for each in told(facts)],
        }


def _list_of(value: str) -> str:
    return f"{reverse('initiatives:list')}?{urlencode({NAME: value})}"
