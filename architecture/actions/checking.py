"""Values that come from outside and must be of one kind."""

from collections.abc import Iterable

from django.db.models import TextChoices

from people.errors import InvalidInput
from people.text import tidy

MOST_WORDS = 50


def require_choice(
    choices: type[TextChoices], value: str, field: str, *, may_be_empty: bool = False
) -> None:
    """Go on only with a known value.

    Raises:
        InvalidInput: it is none of the choices.
    """
    if value in choices.values or (may_be_empty and value == ""):
        return
    raise InvalidInput(
        f"“{value}” is no {field.replace('_', ' ')}." if value else "Nothing is chosen.",
        way_out=f"Use one of {', '.join(choices.values)}.",
        field=field,
    )


def word_list(words: Iterable[str], field: str) -> list[str]:
    """Plain words, each once, in the order given.

    Raises:
        InvalidInput: there are too many, or one is too long.
    """
    tidied = list(dict.fromkeys(text for word in words if (text := tidy(word))))
    if len(tidied) > MOST_WORDS or any(len(word) > 100 for word in tidied):
        raise InvalidInput(
            "That is too much for a list of words.",
            way_out=f"Give at most {MOST_WORDS} words of at most 100 characters each.",
            field=field,
        )
    return tidied
