"""Fields of the clarity profile whose rows an app keeps itself, so that no fact is asked twice.

`CLARITY_SOURCES` in the settings names for a field the callable that tells what stands in it:
`(initiatives) -> {initiative's key: {field's id: KeptField}}`, a fixed number of queries for any
number of initiatives. A callable that is named for several fields is asked once.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from people.models import User


@dataclass(frozen=True, slots=True)
class KeptField:
    """What stands in a field, read from where it is kept.

    Attributes:
        rows: as the profile's catalogue describes them; people as `person:12`.
        place: where they are kept, in words, as in "the integrations"; `address` is its page.
        says: whether no row is an answer here, as in "nothing is made for it alone".
        lacks: what is missing beyond the rows, one sentence, or empty.
        supersedes: whether an answer in words that was there before gives way even without a row.
        is_owed_there: whether its app brings what is missing to the ledger itself.
        written_by: who changed it last.
    """

    place: str
    address: str
    written_by: User
    written_at: dt.datetime
    rows: list[dict[str, Any]] = field(default_factory=list)
    says: bool = False
    lacks: str = ""
    supersedes: bool = False
    is_owed_there: bool = False

    @property
    def is_said(self) -> bool:
        """Whether something stands there, if only that there is nothing."""
        return bool(self.rows) or self.says


KeptFields = Mapping[int, Mapping[str, KeptField]]
