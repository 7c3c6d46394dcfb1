"""Who and what the answers point to: people, posts and units, and whether they still count.

A reference is `person:12`, `post:3` or `unit:4`; nothing else fills a person-or-post part.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from people.models import Post, Unit, User

_REFERENCE = re.compile(r"(person|post|unit):([1-9][0-9]{0,17})", re.ASCII)
_FITS = {"person": {"person", "post"}, "unit_or_post": {"unit", "post"}}


@dataclass
class Directory:
    """The people, posts and units that some answers point to, read with at most four queries.

    Attributes:
        people: name and whether active.
        posts: title, unit and holder; a post without an active holder does not count.
        above: the post that each post reports to; read only where a line is needed.
    """

    people: dict[int, User] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    _lines: "dict[int, tuple[int | None, int | None]] | None" = None

    @classmethod
    def of(cls, references: Iterable[str]) -> "Directory":
        """A directory of what is pointed to; one query for each kind that occurs."""
        wanted: dict[str, set[int]] = {"person": set(), "post": set(), "unit": set()}
        for reference in references:
            if found := parse(reference):
                wanted[found[0]].add(found[1])
        return cls(
            User.objects.in_bulk(wanted["person"]) if wanted["person"] else {},
            Post.objects.select_related("holder", "unit").in_bulk(wanted["post"])
            if wanted["post"]
            else {},
            Unit.objects.in_bulk(wanted["unit"]) if wanted["unit"] else {},
        )

    def name(self, reference: str) -> str:
        """What to call it; a post with its holder."""
        kind, pk = parse(reference) or ("", 0)
        if kind == "person" and pk in self.people:
            return self.people[pk].full_name
        if kind == "unit" and pk in self.units:
            return self.units[pk].name
        if kind == "post" and pk in self.posts:
            post = self.posts[pk]
            return f"{post} ({post.holder or 'vacant'})"
        return "somebody who is no longer known"

    def is_active(self, reference: str) -> bool:
        """Whether it is an active person, a post with an active holder, or a unit."""
        kind, pk = parse(reference) or ("", 0)
        if kind == "person":
            return pk in self.people and self.people[pk].is_active
        if kind == "post":
            holder = self.posts[pk].holder if pk in self.posts else None
            return holder is not None and holder.is_active
        return kind == "unit" and pk in self.units

    def human(self, reference: str) -> int | None:
        """The active person behind a person or a post."""
        kind, pk = parse(reference) or ("", 0)
        if not self.is_active(reference):
            return None
        return pk if kind == "person" else self.posts[pk].holder_id if kind == "post" else None

    def reports_to(self, lower: str, upper: str) -> bool:
        """Whether the first one's post reports, over any number of posts, to the second one."""
        lines = self._all_lines()
        ends = {pk for pk in lines if self._is(pk, upper)}
        for start in (pk for pk in lines if self._is(pk, lower)):
            seen: set[int] = set()
            post = lines[start][0]
            while post is not None and post not in seen:
                if post in ends:
                    return True
                seen.add(post)
                post = lines[post][0] if post in lines else None
        return False

    def _is(self, post: int, reference: str) -> bool:
        kind, pk = parse(reference) or ("", 0)
        return post == pk if kind == "post" else self._all_lines()[post][1] == pk

    def _all_lines(self) -> dict[int, tuple[int | None, int | None]]:
        if self._lines is None:
            rows = Post.objects.order_by().values_list("pk", "reports_to_id", "holder_id")
            self._lines = {pk: (above, holder) for pk, above, holder in rows}
        return self._lines


def parse(reference: object) -> tuple[str, int] | None:
    """The kind and key of a reference; None for anything else."""
    found = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return (found[1], int(found[2])) if found else None


def fits(reference: object, kind: str) -> bool:
    """Whether a reference is of a kind that the part takes."""
    found = parse(reference)
    return found is not None and found[0] in _FITS[kind]
