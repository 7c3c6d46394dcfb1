"""Fields that several endpoints read."""

from typing import Any

from django.db.models import Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from people.models import Unit, User
from people.queries import it_architects

LARGEST_ID = 2**63 - 1


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "format": "email"}]})
class ArchitectField(serializers.Field[User, Any, Any, Any]):
    """An active IT architect, named by id or e-mail address."""

    default_error_messages = {
        "unknown": "No active IT architect has this id or e-mail address. "
        "Look in /api/v1/it-architects/."
    }

    def to_internal_value(self, data: Any) -> User:
        found = None
        if isinstance(data, int) and not isinstance(data, bool) and 0 < data <= LARGEST_ID:
            found = it_architects().filter(pk=data).first()
        elif isinstance(data, str) and "\0" not in data:
            found = self._named(data.strip())
        if found is None:
            self.fail("unknown")
        return found

    def _named(self, name: str) -> User | None:
        named = Q(email__iexact=name)
        if name.isascii() and name.isdigit() and len(name) < len(str(LARGEST_ID)):
            named |= Q(pk=int(name))
        return it_architects().filter(named).first()

    def to_representation(self, value: User) -> Any:
        return value.pk


@extend_schema_field(OpenApiTypes.INT)
class UnitField(serializers.PrimaryKeyRelatedField[Unit]):
    """A unit by its id."""

    default_error_messages = {
        "does_not_exist": "There is no unit {pk_value}. Look in /api/v1/units/.",
        "incorrect_type": "Send the unit's id, a number. Look in /api/v1/units/.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Unit.objects.all(), **options)
