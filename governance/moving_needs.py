"""What a move needs and does not have: the questions a go-ahead asks, and what a page has seen."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from governance import clarity_links
from governance.carried import load_carried, open_carried
from governance.models import CarriedItem, ClarityAnswer, ClarityQuestion, GoAhead
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class Need:
    """Something owed for the move.

    Attributes:
        owing: the sides that could answer it now.
        owner, safeguard, due_on: what is known already, from a known gap or an earlier move.
        carried: the open item of an earlier move, which is answered or carried on with a reason.
    """

    key: str
    title: str
    owing: tuple[Party, ...]
    address: str
    what_answers: str = ""
    owner: User | None = None
    safeguard: str = ""
    due_on: dt.date | None = None
    carried: CarriedItem | None = None

    @property
    def has_been_carried(self) -> bool:
        """Whether an earlier move carried it, so that it needs a reason to go on."""
        return self.carried is not None


def needs_of(initiative: Initiative) -> list[Need]:
    """What leaving the present stage forward needs and is owed, then what earlier moves carried."""
    load_carried([initiative])
    carried = {each.key: each for each in open_carried(initiative)}
    needed = clarity_links.owed_for_leaving(initiative)
    needs = [_need(each, carried.pop(each.key, None)) for each in needed]
    return needs + [_still_carried(each) for each in carried.values()]


def _need(gap: clarity_links.ProfileGap, carried: CarriedItem | None) -> Need:
    return Need(
        key=gap.key,
        title=gap.title,
        owing=gap.owing,
        address=gap.address,
        what_answers=gap.what_answers,
        owner=gap.owner or (carried.owner if carried else None),
        safeguard=gap.safeguard or (carried.safeguard if carried else ""),
        due_on=gap.due_on,
        carried=carried,
    )


def _still_carried(item: CarriedItem) -> Need:
    return Need(
        key=item.key,
        title=item.title,
        owing=(Party(item.owing_party),),
        address=item.address,
        owner=item.owner,
        safeguard=item.safeguard,
        carried=item,
    )


def seen_now(initiative: Initiative, needs: Iterable[Need]) -> str:
    """What a page shows, short enough for a form: the stage, what is owed, and the profile."""
    keys = ",".join(sorted(each.key for each in needs))
    return f"{initiative.stage}|{_state_of_profile(initiative)}|{keys}"


def _state_of_profile(initiative: Initiative) -> str:
    answers = ClarityAnswer.objects.filter(initiative=initiative).order_by("field")
    questions = ClarityQuestion.objects.filter(initiative=initiative).order_by("pk")
    waiting = GoAhead.objects.filter(initiative=initiative, taken_at=None, withdrawn_at=None)
    state = [
        list(answers.values_list("field", "version")),
        list(questions.values_list("pk", "version")),
        list(waiting.values_list("pk", flat=True)),
    ]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def changes_since(seen: str, initiative: Initiative, needs: list[Need]) -> list[str]:
    """What is different from what a page showed, one sentence each; empty where nothing is."""
    if not seen or seen == seen_now(initiative, needs):
        return []
    stage, _, keys = (*seen.split("|", 2), "", "")[:3]
    before, now = set(filter(None, keys.split(","))), {each.key: each.title for each in needs}
    changes = []
    if stage != initiative.stage:
        changes.append(f"The initiative is in {initiative.get_stage_display().lower()} now.")
    if new := [title for key, title in now.items() if key not in before]:
        changes.append(f"Owed now as well: {'; '.join(new)}.")
    if gone := before - set(now):
        changes.append("Answered meanwhile: " + "; ".join(_titles(gone)) + ".")
    return changes or ["An answer in the clarity profile has changed."]


def _titles(keys: Iterable[str]) -> list[str]:
    return sorted(clarity_links.title_of(key) for key in keys)
