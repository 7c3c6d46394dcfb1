"""Initiatives much like the one being typed, so that a duplicate is met before it is made.

The database finds candidates by meaning (PostgreSQL: word stems and trigrams) or by the beginnings
of words (SQLite); one ranking then serves both, so that both databases agree on what is alike.
"""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramSimilarity
from django.db import connection
from django.db.models import Case, Expression, Q, QuerySet, Value, When

from initiatives.models import Initiative
from people.models import User
from people.text import tidy

MOST_CANDIDATES = 200
ALIKE_FROM = 0.3
TITLE_WEIGHT = 0.6

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ies", "ied", "ed", "es", "er", "s", "e")
_COMMON_WORDS = (
    "about after all also and any are before been being between but can could data does each "
    "for from had has have how into its learning machine make many model more most much not "
    "off one only our out over same she should some such system than that the their them "
    "then there these they this those too under until use used using very was way were what "
    "when where which while who why will with would you your artificial intelligence"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def stems(text: str) -> list[str]:
    """The words that carry meaning, without their endings, each once, in order."""
    found = (_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)
    return list(dict.fromkeys(found))


def alikeness(title: str, problem: str, other_title: str, other_problem: str) -> float:
    """How alike two ideas are, 0 to 1: shared word stems, those of the titles counting more."""
    titles = _overlap(stems(title), stems(other_title))
    both = _overlap(stems(f"{title} {problem}"), stems(f"{other_title} {other_problem}"))
    return max(titles * TITLE_WEIGHT + both * (1 - TITLE_WEIGHT), both)


def similar_initiatives(title: str, problem: str, user: User, *, most: int = 5) -> list[Initiative]:
    """The initiatives most alike, best first; only those the person may see."""
    title, problem = tidy(title), tidy(problem)  # PostgreSQL takes no NUL
    words = stems(f"{title} {problem}")
    if not words:
        return []
    visible = Initiative.objects.visible_to(user).select_related("unit")
    candidates = _candidates(visible, title, words)
    ranked = sorted(
        (
            (alikeness(title, problem, other.title, other.problem), other.pk, other)
            for other in candidates
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    return [other for score, _, other in ranked[:most] if score >= ALIKE_FROM]


def _candidates(
    visible: QuerySet[Initiative], title: str, words: list[str]
) -> Iterable[Initiative]:
    if connection.vendor == "postgresql":
        query = SearchQuery(" or ".join(words[:20]), search_type="websearch", config="english")
        found = visible.annotate(
            text=SearchVector("title", "problem", config="english"),
            title_alike=TrigramSimilarity("title", title),
        ).filter(Q(text=query) | Q(title_alike__gt=ALIKE_FROM))
        return found.order_by("-title_alike", "-pk")[:MOST_CANDIDATES]
    longest = sorted(words, key=len, reverse=True)[:8]
    shared: Expression = Value(0)
    for word in longest:
        in_title = When(title__icontains=word, then=2)
        in_problem = When(problem__icontains=word, then=1)
        shared = shared + Case(in_title, in_problem, default=0)
    sharing = visible.annotate(shared=shared).filter(shared__gt=0)
    return sharing.order_by("-shared", "-pk")[:MOST_CANDIDATES]


def _overlap(left: list[str], right: list[str]) -> float:
    """Shared stems against those of the shorter text, so that a short title can match."""
    if not left or not right:
        return 0.0
    shared = len(set(left) & set(right))
    return 2 * shared / (len(left) + len(right)) if shared > 1 else shared / (2 * len(left))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
