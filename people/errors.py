"""Refusals: the one exception family. config maps it to pages and to problem details."""

from http import HTTPStatus


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An action that will not be done, with the reason and the way out.

    A refused action has changed nothing and recorded nothing.

    Attributes:
        code: stable, for programs.
        message: what is wrong, one sentence.
        way_out: what to do instead, one sentence.
        field: the input it is about, or empty.
    """

    code = "refused"
    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, *, way_out: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".strip()


class InvalidInput(Refusal):
    """Something typed is missing or cannot be used; `field` names it."""

    code = "invalid_input"


class NotPermitted(Refusal):
    """The person may see this but may not do it."""

    code = "not_permitted"
    status = HTTPStatus.FORBIDDEN


class NotPossibleNow(Refusal):
    """The object's state does not allow it; reload and look."""

    code = "not_possible_now"
    status = HTTPStatus.CONFLICT


class ChangedMeanwhile(Refusal):
    """Somebody else changed the object after the page was loaded."""

    code = "changed_meanwhile"
    status = HTTPStatus.CONFLICT


class NotVisible(Refusal):
    """There is no such thing, or the person may not know of it."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
