"""Words that come from outside."""

from collections.abc import Iterable

from people.errors import InvalidInput
from people.text import tidy

MOST_WORDS = 50


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
