"""People named in a request: somebody at the initiative's table, by id or e-mail address."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "format": "email"}]})
class PersonNameField(serializers.Field[str, Any, Any, Any]):
    """An id or an e-mail address, kept as text until the table is known."""

    default_error_messages = {"unreadable": "Send an id or an e-mail address."}

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, bool) or not isinstance(data, int | str) or not str(data).strip():
            self.fail("unreadable")
        return str(data).strip().lower()

    def to_representation(self, value: str) -> Any:
        return value


def at_table(initiative: Initiative, name: str, field: str) -> User:
    """The person of that id or e-mail address who sits at the table.

    Whoever does not sit there and who does not exist are told alike.

    Raises:
        InvalidInput: nobody at the table is called so.
    """
    for seat in initiative.members.filter(left_at=None).select_related("user"):
        if name in {str(seat.user_id), seat.user.email.lower()}:
            return seat.user
    raise InvalidInput(
        "Nobody at this table has this id or e-mail address.",
        way_out="The initiative's own address lists who sits there.",
        field=field,
    )
