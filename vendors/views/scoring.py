"""Scoring: one criterion across the candidates, or one candidate group by group."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.errors import NotVisible, Refusal
from people.forms import show_refusal, shown_status
from people.models import User, person
from people.vocabulary import Party
from vendors import policies
from vendors.actions import give_score
from vendors.actions.checking import counted
from vendors.comparing import Cell, Matrix
from vendors.queries import find_candidate, find_cell, find_criterion, matrix_of, worded
from vendors.score_forms import CLOSED, ScoreRow, score_rows
from vendors.vocabulary import CriterionGroup


@require_safe
def next_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Leads to the first criterion on which one's own side still owes a score."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    compared = matrix_of(initiative, user)
    key = next_key(compared, after=request.GET.get("after", ""))
    if not key:
        if compared.side and compared.missing_of(compared.side):
            messages.info(request, CLOSED)
        elif compared.side:
            messages.info(request, "Your side owes no score at the moment.")
        return redirect("vendors:matrix", initiative.reference)
    return redirect("vendors:score-criterion", initiative.reference, key)


@require_http_methods(["GET", "HEAD", "POST"])
def by_criterion(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """One criterion across every candidate that is considered (A18)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    criterion = find_criterion(initiative, key)
    compared = matrix_of(initiative, user)
    cells = [cell for cell in compared.cells if cell.criterion.pk == criterion.pk]
    if not cells:
        # Withdrawn while somebody was scoring: what they typed is shown to them once more.
        cells = [find_cell(initiative, user, key, each.pk) for each in compared.considered]
    rows = _rows(request, initiative, user, cells)
    status = _score(request, initiative, user, rows)
    if status is None:
        after = reverse("vendors:score-next", args=[initiative.reference])
        return redirect(f"{after}?after={key}")
    context = {
        "initiative": initiative,
        "criterion": criterion,
        "rows": rows,
        "cells": cells,
        "side": compared.side,
        "closed": _closed(cells),
        "position": _position(compared, key),
    }
    return render(request, "vendors/score_criterion.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def by_candidate(request: HttpRequest, ref: str, pk: int, group: str) -> HttpResponse:
    """One candidate under the criteria of one group."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    candidate = find_candidate(initiative, pk)
    if group not in CriterionGroup.values:
        raise Http404
    compared = matrix_of(initiative, user)
    cells = [
        cell
        for row in compared.rows_in(group)
        for cell in row.cells
        if cell.candidate.pk == candidate.pk
    ]
    rows = _rows(request, initiative, user, cells)
    status = _score(request, initiative, user, rows)
    if status is None:
        return redirect("vendors:candidate", initiative.reference, candidate.pk)
    context = {
        "initiative": initiative,
        "candidate": candidate,
        "group": CriterionGroup(group),
        "rows": rows,
        "cells": cells,
        "side": compared.side,
        "closed": _closed(cells),
    }
    return render(request, "vendors/score_candidate.html", context, status=status)


def next_key(compared: Matrix, *, after: str = "") -> str:
    """The criterion after the given one that the viewer may score and whose score is owed."""
    keys = [row.criterion.key for row in compared.rows]
    owed = {cell.criterion.key for cell in compared.to_score}
    start = keys.index(after) + 1 if after in keys else 0
    return next((key for key in [*keys[start:], *keys[:start]] if key in owed), "")


def _closed(cells: list[Cell]) -> str:
    """Why some of the cells have no form; empty where all have."""
    return CLOSED if any(c.is_closed and c.candidate.is_considered for c in cells) else ""


def _rows(
    request: HttpRequest, initiative: Initiative, user: User, cells: list[Cell]
) -> list[ScoreRow]:
    side = policies.side_of(user, initiative)
    if side is None or not policies.may_score(user, initiative, side) or initiative.is_ended:
        return []
    open_cells = [c for c in cells if c.candidate.is_considered and not c.is_closed]
    return score_rows(open_cells, side, request.POST if request.method == "POST" else None)


def _score(
    request: HttpRequest, initiative: Initiative, user: User, rows: list[ScoreRow]
) -> int | None:
    """Score every row that was touched, all or none; None when it is done."""
    if request.method != "POST":
        return 200
    touched = [row for row in rows if row.form.is_touched]
    unusable = [row for row in touched if not row.form.is_valid()]
    if unusable:
        return 200
    try:
        with transaction.atomic():
            for row in touched:
                _give(row, initiative, user)
    except NotVisible:
        raise
    except Refusal as refusal:
        return shown_status(refusal)
    messages.success(request, _said(touched, policies.side_of(user, initiative)))
    return None


def _give(row: ScoreRow, initiative: Initiative, user: User) -> None:
    try:
        give_score(
            row.cell.candidate,
            worded(initiative, row.cell.criterion, row.form.seen),
            row.form.given(),
            actor=user,
            version=row.form.cleaned_data["version"],
        )
    except Refusal as refusal:
        found = find_cell(initiative, user, row.cell.criterion.key, row.cell.candidate.pk)
        row.form.now_at(found)
        show_refusal(row.form, refusal)
        raise


def _said(touched: list[ScoreRow], side: Party | None) -> str:
    if not touched:
        return "Nothing was changed."
    label = side.label if side else ""
    return f"{counted(len(touched), 'score', 'scores')} for {label} kept."


def _position(compared: Matrix, key: str) -> str:
    keys = [
        row.criterion.key
        for row in compared.rows
        if compared.side is None or compared.side in row.criterion.sides
    ]
    return f"{keys.index(key) + 1} of {len(keys)}" if key in keys else ""
