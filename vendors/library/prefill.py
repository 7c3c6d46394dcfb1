"""Which criteria of the library a use case brings up, for one side."""

from collections.abc import Iterable

from initiatives.models import Initiative
from people.vocabulary import Party
from vendors.models import CriterionTemplate
from vendors.vocabulary import ScoredBy


def prefilled(
    initiative: Initiative, party: Party, templates: Iterable[CriterionTemplate]
) -> list[CriterionTemplate]:
    """What the side's criteria begin with: what can be judged in this stage and concerns the use.

    IT begins with what IT or both sides score, business with what business scores alone; so no
    criterion is proposed to both.
    """
    words = use_case_words(initiative)
    return [
        each
        for each in templates
        if _belongs_to(each, party)
        and (not each.stages or initiative.stage in each.stages)
        and concerns(each, words)
    ]


def concerns(template: CriterionTemplate, words: str) -> bool:
    """Whether a use case in these words, lower case, brings the criterion up."""
    return not template.topics or any(topic.lower() in words for topic in template.topics)


def use_case_words(initiative: Initiative) -> str:
    """The use case as one text in lower case."""
    told = (
        initiative.title,
        initiative.problem,
        initiative.business_goal,
        initiative.operability_goal,
    )
    return " ".join(told).lower()


def _belongs_to(template: CriterionTemplate, party: Party) -> bool:
    if template.scored_by == ScoredBy.BUSINESS:
        return party == Party.BUSINESS
    return party == Party.IT
