"""What an app may bring to the agenda of a working session.

`AGENDA_SOURCES` in the settings names callables `(initiative) -> Iterable[AgendaPoint]`, in the
order in which their points stand.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """One thing to talk about, derived from what is open.

    Attributes:
        key: names its source for good, such as `input:IN-0041`; one key is one point.
        why: why it is on the agenda, one sentence.
        address: where it is answered, or empty.
    """

    key: str
    title: str
    why: str
    address: str = ""
    reference: str = ""
