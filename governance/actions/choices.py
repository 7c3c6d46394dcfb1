"""Values that come from outside and must be one of a vocabulary."""

from django.db.models import TextChoices

from people.errors import InvalidInput


def require_choice(choices: type[TextChoices], value: str, field: str) -> None:
    """Go on only with a known value.

    Raises:
        InvalidInput: it is none of the choices.
    """
    if value not in choices.values:
        raise InvalidInput(
            f"“{value}” is no {field.replace('_', ' ')}.",
            way_out=f"Use one of {', '.join(choices.values)}.",
            field=field,
        )
