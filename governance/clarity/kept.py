"""Fields whose rows other apps keep (`initiatives.kept`), taken into the facts of the profile."""

from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.utils.module_loading import import_string

from governance.models import ClarityAnswer
from initiatives.kept import KeptField
from initiatives.models import Initiative


def kept_elsewhere(initiatives: Collection[Initiative]) -> dict[int, dict[str, KeptField]]:
    """What the sources say, by initiative and field; each source is asked once."""
    fields_of: dict[str, set[str]] = defaultdict(set)
    for field, source in settings.CLARITY_SOURCES.items():
        fields_of[source].add(field)
    kept: dict[int, dict[str, KeptField]] = defaultdict(dict)
    for source, fields in fields_of.items():
        for pk, told in import_string(source)(initiatives).items():
            kept[pk] |= {field: told[field] for field in fields if field in told}
    return kept


def is_in_force(kept: KeptField, plain: ClarityAnswer | None) -> bool:
    """Whether what is kept elsewhere counts, and not what was answered on the profile before.

    A known gap, and what does not apply, stand until something is said elsewhere. So does an
    answer in words, unless its rows can no longer be told apart.
    """
    if kept.is_said or plain is None:
        return True
    return kept.supersedes and plain.kind == ClarityAnswer.Kind.VALUE


def as_answer(
    initiative: Initiative, field: str, kept: KeptField, plain: ClarityAnswer | None
) -> ClarityAnswer | None:
    """The rows as an answer that is read like any other and never saved.

    None where nothing is said yet. Nobody confirms it: both sides keep it where it is kept.
    """
    if not kept.is_said:
        return None
    return ClarityAnswer(
        initiative=initiative,
        field=field,
        rows=kept.rows,
        evidence=plain.evidence if plain else [],
        written_by=kept.written_by,
        written_party="",
        written_at=kept.written_at,
        version=plain.version if plain else 0,
    )
