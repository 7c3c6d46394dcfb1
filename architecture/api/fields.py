"""What requests name of the catalogue and of people."""

from typing import Any, ClassVar

from rest_framework import serializers

from architecture.models import System
from people.models import User
from people.queries import people_with_a_role


class SystemField(serializers.SlugRelatedField[System]):
    """A system of the catalogue by its slug; null is the AI system itself."""

    default_error_messages: ClassVar = {
        "does_not_exist": "There is no system “{value}” in the catalogue.",
        "invalid": "Send the system's slug.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            slug_field="slug",
            queryset=System.objects.filter(merged_into=None),
            allow_null=True,
            **options,
        )


class PersonField(serializers.PrimaryKeyRelatedField[User]):
    """An active person with a role, by id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=people_with_a_role(),
            allow_null=True,
            pk_field=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
            **options,
        )
