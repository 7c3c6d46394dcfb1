"""What an app may say that one side owes the other.

`OWED_SOURCES` in the settings names callables `(initiative) -> Iterable[Owed]`. They read what
`OWED_LOADERS`, callables `(initiatives) -> None`, have loaded for many initiatives at once.
"""

import datetime as dt
from dataclasses import dataclass

from people.vocabulary import Party

USUAL_ANSWER = "Say whether it is incorporated, adapted, declined or deferred."


@dataclass(frozen=True, slots=True)
class Owed:
    """What one side owes the other, derived, never typed in.

    Attributes:
        what_answers: what would settle it, one sentence.
        address: the page where it is answered.
        area: the stewardship area it touches, in words, or empty.
        initiative: the initiative's title, where a list spans several.
        key: names what is owed for good within the initiative, as in `input:IN-0041`.
    """

    owing: Party
    title: str
    what_answers: str
    since: dt.datetime
    address: str
    reference: str = ""
    area: str = ""
    initiative: str = ""
    key: str = ""

    @property
    def is_usual(self) -> bool:
        """Whether it is answered as design inputs are, which a list need not repeat."""
        return self.what_answers == USUAL_ANSWER
