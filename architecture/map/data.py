"""The picture as plain values, for the script on the page and for the API."""

from typing import Any

from architecture.drawing.curves import Curve
from architecture.drawing.layout import Box
from architecture.map.picture import Cell, Line, Picture


def map_as_data(drawn: Picture) -> dict[str, Any]:
    """Groups, cells, links and bundles with their places, in the picture's own units."""
    return {
        "width": round(drawn.width),
        "height": round(drawn.height),
        "is_single": drawn.is_single,
        "groups": [
            {
                "id": each.key,
                "label": each.label,
                "count": each.count,
                "inside": each.inside,
                **_place(each.box),
            }
            for each in drawn.groups
        ],
        "cells": [_cell(each) for each in drawn.cells],
        "links": [_line(each) for each in drawn.lines],
        "bundles": [
            {
                "source": each.one,
                "target": each.other,
                "count": each.count,
                "width": each.width,
                "title": each.title,
                **_curve(each.curve),
            }
            for each in drawn.bundles
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "id": cell.key,
        "group": cell.group,
        "label": cell.label,
        "name": cell.name,
        "url": cell.url,
        "links": cell.links,
        "is_ai": cell.is_ai,
        "is_ot": cell.is_ot,
        **_place(cell.box),
    }


def _line(line: Line) -> dict[str, Any]:
    link = line.link
    return {
        "id": link.reference,
        "source": line.source,
        "target": line.target,
        "title": line.title,
        "name": link.name,
        "url": link.url,
        "initiative": link.initiative,
        "style": link.style,
        "is_direct": link.is_direct,
        "writes": link.writes,
        "is_twin": link.is_twin,
        "is_fragile": link.is_fragile,
        **_curve(line.curve),
    }


def _place(box: Box) -> dict[str, int]:
    return {
        "x": round(box.x),
        "y": round(box.y),
        "width": round(box.width),
        "height": round(box.height),
    }


def _curve(curve: Curve) -> dict[str, list[int]]:
    points = (curve.start, *curve.bends, curve.end)
    return {"curve": [round(value) for point in points for value in point]}
