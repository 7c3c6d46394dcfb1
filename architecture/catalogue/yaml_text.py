"""YAML as Backstage reads it (1.2, core words only), from strangers' hands."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from people.errors import InvalidInput

MOST_DOCUMENTS = 5_000
MOST_DEPTH = 40
_KEPT_TAGS = {"tag:yaml.org,2002:null"}
_WORDS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", "-+0123456789"),
)


class _Loader(yaml.SafeLoader):
    """Knows texts, whole and broken numbers, true, false and nothing; no dates, no aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise InvalidInput(
                f"Line {mark.line + 1} repeats another part by a YAML alias (*).",
                way_out="Write the repeated part out; few words can grow without end by aliases.",
                field="file",
            )
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    """Writes what `_Loader` and Backstage read alike; no aliases, long texts as they stand."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_TAGS])
}
for _word, _pattern, _first in _WORDS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_word}", re.compile(rf"(?:{_pattern})\Z"), list(_first)
    )


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def read_documents(text: str) -> Iterator[Any]:
    """Every document of a YAML text, as plain values.

    Raises:
        InvalidInput: it is no YAML, nests too deeply, repeats itself by aliases, or has too many
            documents.
    """
    try:
        for number, document in enumerate(yaml.load_all(text, _Loader), start=1):
            if number > MOST_DOCUMENTS:
                raise InvalidInput(
                    f"The file has more than {MOST_DOCUMENTS:,} documents.",
                    way_out="Split it and bring the parts one after the other.",
                    field="file",
                )
            yield document
    except RecursionError as error:
        raise InvalidInput(
            "The file nests deeper than any catalogue does.",
            way_out="Check that it is a catalog-info.yaml.",
            field="file",
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidInput(
            f"The file is not valid YAML: {_where(error)}.",
            way_out="Correct that place and bring the file again.",
            field="file",
        ) from error


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value can be kept as JSON: texts as keys, and nested as deep as people write."""
    if depth > MOST_DEPTH:
        return False
    if isinstance(value, dict):
        return all(
            isinstance(key, str) and is_plain(each, depth + 1) for key, each in value.items()
        )
    if isinstance(value, list):
        return all(is_plain(each, depth + 1) for each in value)
    if isinstance(value, str):
        return "\0" not in value
    return value is None or isinstance(value, (bool, int, float))


def write_documents(documents: list[Any]) -> str:
    """The documents as one YAML text."""
    return yaml.dump_all(
        documents,
        Dumper=_Dumper,
        explicit_start=True,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
