"""What a decision record says, tidied and checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from architecture.models import Integration
from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User
from people.text import optional_text, required_text, tidy

MOST_OPTIONS = 30
_MOST_CHARACTERS = {
    "context": 10_000, "outcome": 10_000, "confirmation": 5_000, "more_information": 10_000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a decision record says.

    Attributes:
        options: each with `title`, `description` and lists `good`, `neutral` and `bad`.
        deciders: people of the organisation.
        named_deciders: who decided without an account here, by name.
        further_sections: headings from elsewhere with their texts, as `heading` and `text`.
    """

    title: str
    context: str = ""
    drivers: list[str] = field(default_factory=list)
    options: Sequence[Mapping[str, Any]] = ()
    chosen_option: str = ""
    outcome: str = ""
    consequences: list[str] = field(default_factory=list)
    confirmation: str = ""
    more_information: str = ""
    consulted: list[str] = field(default_factory=list)
    informed: list[str] = field(default_factory=list)
    integration: Integration | None = None
    deciders: list[User] = field(default_factory=list)
    named_deciders: list[str] = field(default_factory=list)
    further_sections: Sequence[Mapping[str, str]] = ()


def checked(written: Written, initiative: Initiative) -> dict[str, Any]:
    """The record's own fields, tidied.

    Raises:
        InvalidInput: the title is missing, a text is too long, or the integration is elsewhere.
    """
    integration = written.integration
    if integration is not None and integration.initiative_id != initiative.pk:
        raise InvalidInput(
            f"{integration.reference} belongs to another initiative.",
            way_out="Choose an integration of this one.",
            field="integration",
        )
    texts = {
        name: optional_text(
            getattr(written, name), name, label=name.replace("_", " ").capitalize(), most=most
        )
        for name, most in _MOST_CHARACTERS.items()
    }
    lists = {
        name: _lines(getattr(written, name), name)
        for name in ("drivers", "consequences", "consulted", "informed")
    }
    return {
        "title": required_text(written.title, "title", label="The title", most=200, lines=False),
        "integration": integration,
        "chosen_option": optional_text(
            written.chosen_option, "chosen_option", label="The chosen option", most=300, lines=False
        ),
        "options": _options(written.options),
        "further_sections": [dict(each) for each in written.further_sections],
        **texts,
        **lists,
    }


def _lines(given: Iterable[str], name: str) -> list[str]:
    return [
        optional_text(each, name, label=name.capitalize(), most=2000)
        for each in given
        if tidy(each, lines=True)
    ][:100]


def _options(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    options = [
        {
            "title": required_text(
                str(each.get("title", "")), "options", label="The option", most=300, lines=False
            ),
            "description": optional_text(
                str(each.get("description", "")), "options", label="The option", most=5000
            ),
            **{side: _lines(each.get(side, []), "options") for side in ("good", "neutral", "bad")},
        }
        for each in given
    ]
    if len(options) > MOST_OPTIONS:
        raise InvalidInput(
            f"{len(options)} options are too many to compare.",
            way_out=f"Keep at most {MOST_OPTIONS}.",
            field="options",
        )
    return options
