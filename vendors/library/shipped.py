"""The criteria shipped as data, and bringing the library up to date with them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from vendors.models import WORDING, CriterionTemplate

_FILE = Path(__file__).with_name("criteria.json")


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """The shipped criteria by key, as they are in the file."""
    criteria = json.loads(_FILE.read_text(encoding="utf-8"))["criteria"]
    return {each["key"]: each for each in criteria}


def load_shipped(**_: object) -> None:
    """Bring the library's shipped criteria up to date; our own are left alone.

    Runs after each migration. What an initiative took from the library keeps its words.
    """
    kept = {each.key: each for each in CriterionTemplate.objects.filter(is_shipped=True)}
    rows = [_row(kept.get(key) or CriterionTemplate(key=key), each) for key, each in _ours(kept)]
    CriterionTemplate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*_WORDS, "is_shipped"],
    )


_WORDS = (*WORDING, "topics", "stages")


def _ours(kept: dict[str, CriterionTemplate]) -> list[tuple[str, dict[str, Any]]]:
    """What differs from the library; a key that somebody gave to one of their own stays theirs."""
    taken = set(CriterionTemplate.objects.filter(is_shipped=False).values_list("key", flat=True))
    return [
        (key, each)
        for key, each in shipped().items()
        if key not in taken
        and (key not in kept or any(getattr(kept[key], name) != each[name] for name in _WORDS))
    ]


def _row(template: CriterionTemplate, each: dict[str, Any]) -> CriterionTemplate:
    for name in _WORDS:
        setattr(template, name, each[name])
    template.is_shipped = True
    # bulk_create takes rows without a number; the key finds the one that is there.
    template.pk = None
    return template
