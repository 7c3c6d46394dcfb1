"""Panels: small independent parts of a page, named in settings so that each app brings its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string

from people.models import User


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a panel would have the viewer do next; as `next_step` in its context.

    The first of them becomes the page's one primary action.
    """

    label: str
    url: str


class Panel:
    """One part of the desk, a workspace or the portfolio.

    Attributes:
        template: renders `panel`, the context.
        area: `main` or `aside`.
        comes_later: it costs many reads and few look at it first; the page asks for it once it
            is shown, by an address of its own.
    """

    template = ""
    area = "main"
    comes_later = False

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """What the template needs; None where the panel has nothing to say to this viewer."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class FilledPanel:
    """A panel with its context, ready to be rendered."""

    template: str
    area: str
    context: dict[str, Any]


def later_template(request: HttpRequest) -> str:
    """What shows panels that come later: a part of the page that asked, else a page."""
    return "_later.html" if request.headers.get("HX-Request") else "later_page.html"


def filled_panels(
    paths: Iterable[str], viewer: User, subject: Any = None, *, later: bool = False
) -> list[FilledPanel]:
    """The panels of a settings list that have something to say, in order.

    Those that come later only where `later`, and then no others.
    """
    filled = []
    for path in paths:
        panel: Panel = import_string(path)()
        if panel.comes_later != later:
            continue
        context = panel.context(viewer, subject)
        if context is not None:
            filled.append(FilledPanel(panel.template, panel.area, context))
    return filled
