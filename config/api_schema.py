"""What every operation of the API has in common in its description."""

from typing import Any

from config.problems import CONTENT_TYPE

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "Why a request was not done, and the way out (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "way_out"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {**_TEXT, "description": "What is wrong, one sentence."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {**_TEXT, "description": "More about this one."},
        "code": {**_TEXT, "description": "Stable, for programs."},
        "way_out": {**_TEXT, "description": "What to do instead."},
        "field": {**_TEXT, "description": "The first field it is about."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": _TEXT, "message": _TEXT},
            },
        },
    },
}
_METHODS = ("get", "post", "put", "patch", "delete")


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Give every operation its summary and its problems; a hook of drf-spectacular."""
    result["components"]["schemas"]["Problem"] = _PROBLEM
    answer = {
        "description": "It was not done.",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                operation["responses"]["default"] = answer
                operation["summary"] = operation.pop("description", "").rstrip(".")
    return result
