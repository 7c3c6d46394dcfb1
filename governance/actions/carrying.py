"""The six questions about something that moves on while it is owed, and the items they make."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from governance import policies
from governance.carried import can_own
from governance.models import CarriedItem, GoAhead
from governance.moving import latest_due
from governance.moving_needs import Need
from governance.vocabulary import GoAheadReason
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import InvalidInput
from people.models import User
from people.text import required_text


@dataclass(frozen=True, slots=True)
class Carry:
    """The answers about one owed item: why now, who bears it, safeguard, owner, day, pause.

    Attributes:
        reason: a value of `GoAheadReason`.
        renewed_reason: why it is carried on; for one that an earlier move carried.
    """

    key: str
    reason: str = ""
    reason_text: str = ""
    borne_by: str = ""
    safeguard: str = ""
    owner: User | None = None
    due_on: dt.date | None = None
    pause_when: str = ""
    renewed_reason: str = ""


def checked_items(
    initiative: Initiative, to_stage: Stage, needs: list[Need], answers: Iterable[Carry]
) -> list[CarriedItem]:
    """Part of recording: each need with its six answers, not saved yet.

    A refusal names its field as `<key>.<question>`.

    Raises:
        InvalidInput: an answer is missing or cannot be used, or is about nothing that is owed.
    """
    by_key = {each.key: each for each in answers}
    owed = {each.key for each in needs}
    unknown = [key for key in by_key if key not in owed]
    if unknown:
        raise InvalidInput(
            f"{unknown[0][:60]} is not owed for this move.",
            way_out="Leave it out, or reload what is owed.",
            field=unknown[0],
        )
    latest = latest_due(initiative, to_stage)
    return [
        _checked(initiative, need, by_key.get(need.key, Carry(need.key)), latest) for need in needs
    ]


_TEXTS = {
    "reason_text": ("Why it goes on now", 2000, True),
    "borne_by": ("Who bears the effect", 300, False),
    "safeguard": ("The safeguard until then", 2000, True),
    "pause_when": ("What would make us pause", 2000, True),
    "renewed_reason": ("Why it is carried on", 2000, True),
}


def _checked(initiative: Initiative, need: Need, answer: Carry, latest: dt.date) -> CarriedItem:
    if answer.reason not in GoAheadReason.values:
        raise InvalidInput(
            f"Why does “{need.title}” go on now?",
            way_out=f"Choose one of {', '.join(GoAheadReason.values)}.",
            field=f"{need.key}.reason",
        )
    texts = {name: _text(need, name, answer) for name in _TEXTS if name != "renewed_reason"}
    if need.carried is not None:
        texts["renewed_reason"] = _text(need, "renewed_reason", answer)
    owner = checked_owner(answer.owner, initiative, f"{need.key}.owner")
    due_on = checked_day(answer.due_on, latest, f"{need.key}.due_on")
    return CarriedItem(
        initiative=initiative,
        key=need.key,
        title=need.title[:300],
        owing_party=policies.speaks_for(owner, initiative),
        address=need.address,
        reason=answer.reason,
        owner=owner,
        due_on=due_on,
        first_due_on=need.carried.first_due_on if need.carried else due_on,
        **texts,
    )


def _text(need: Need, name: str, answer: Carry) -> str:
    label, most, lines = _TEXTS[name]
    typed: Mapping[str, Any] = {name: getattr(answer, name)}
    return required_text(
        typed[name],
        f"{need.key}.{name}",
        label=f"{label} (“{need.title[:80]}”)",
        most=most,
        lines=lines,
    )


def checked_owner(owner: User | None, initiative: Initiative, field: str) -> User:
    """Somebody active who sits at the table.

    Raises:
        InvalidInput: it is nobody, or somebody else.
    """
    if owner is None or not can_own(owner, initiative):
        raise InvalidInput(
            "A carried item needs an owner at this table.",
            way_out="Choose one of those who sit there.",
            field=field,
        )
    return owner


def checked_day(due_on: dt.date | None, latest: dt.date, field: str) -> dt.date:
    """A day ahead that is near enough.

    Raises:
        InvalidInput: it is missing, not ahead, or later than `latest`.
    """
    if due_on is None or due_on <= timezone.localdate():
        raise InvalidInput(
            "Carrying it forward needs a day ahead.", way_out="Say by when.", field=field
        )
    if due_on > latest:
        raise InvalidInput(
            f"{date_format(due_on, 'j F')} is too far ahead.",
            way_out=f"Take {date_format(latest, 'j F')} or earlier; it can be carried on.",
            field=field,
        )
    return due_on


def keep_items(go_ahead: GoAhead, items: Iterable[CarriedItem]) -> None:
    """Part of recording: the items stand with their go-ahead; they are open once it is taken."""
    for each in items:
        each.go_ahead = go_ahead
        each.closed_at = go_ahead.recorded_at
        each.save()


def open_items_of(go_ahead: GoAhead, still_owed: set[str]) -> int:
    """Part of taking the move: its items are open now; how many.

    What an earlier move carried under the same key is replaced, not answered: the new item keeps
    the day that was promised first.
    """
    items = [each for each in go_ahead.items.all() if each.key in still_owed]
    replaced = CarriedItem.objects.filter(
        initiative=go_ahead.initiative, closed_at=None, key__in=[each.key for each in items]
    )
    replaced.update(closed_at=timezone.now())
    for each in items:
        each.closed_at = None
        each.save(update_fields=["closed_at"])
    return len(items)
