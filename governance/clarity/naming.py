"""What people, posts and units are called when somebody types one in.

Only active people with a role, posts that one of them holds, and units have a name here; a group,
a mailbox or a vendor has none.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from governance.clarity.directory import parse
from people.models import Post, Unit
from people.queries import people_with_a_role

_KINDS = {"person": ("person", "post"), "unit_or_post": ("unit", "post")}


class Names:
    """Names to choose from; one query for each kind that is asked for."""

    def choices(self, kind: str) -> list[str]:
        """Every name that a part of the kind takes, in order."""
        return [label for each in _KINDS[kind] for label in self._labels[each].values()]

    def people(self) -> list[str]:
        """Every person's name, in order."""
        return list(self._labels["person"].values())

    def label(self, reference: object) -> str:
        """The name of a reference; empty where it can no longer be chosen."""
        found = parse(reference)
        return self._labels[found[0]].get(found[1], "") if found else ""

    def reference(self, typed: str, kind: str) -> str:
        """The reference of what somebody typed; empty where it names nothing, or more than one."""
        wanted = typed.strip().casefold()
        found = {
            f"{each}:{pk}"
            for each in _KINDS[kind]
            for pk, label in self._labels[each].items()
            if label.casefold() == wanted
        }
        if not found and kind == "person":
            found = {f"person:{pk}" for pk in self._others.get(wanted, ())}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _people(self) -> list[tuple[int, str, str]]:
        return list(people_with_a_role().values_list("pk", "full_name", "email"))

    @cached_property
    def _others(self) -> dict[str, set[int]]:
        """Names and addresses without what tells two of a name apart."""
        known: dict[str, set[int]] = {}
        for pk, name, email in self._people:
            known.setdefault(name.casefold(), set()).add(pk)
            known.setdefault(email.casefold(), set()).add(pk)
        return known

    @cached_property
    def _labels(self) -> dict[str, dict[int, str]]:
        names = Counter(name.casefold() for _, name, _ in self._people)
        posts = Post.objects.filter(holder__is_active=True).select_related("unit", "holder")
        return {
            "person": {
                pk: name if names[name.casefold()] == 1 else f"{name}, {email}"
                for pk, name, email in self._people
            },
            "post": _told_apart((post.pk, f"{post}, held by {post.holder}") for post in posts),
            "unit": _told_apart(Unit.objects.values_list("pk", "name")),
        }


def _told_apart(named: Iterable[tuple[int, str]]) -> dict[int, str]:
    rows = list(named)
    count = Counter(label.casefold() for _, label in rows)
    return {
        pk: label if count[label.casefold()] == 1 else f"{label} (number {pk})"
        for pk, label in rows
    }
