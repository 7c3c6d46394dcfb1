"""What both sides say to a signal: that they heard it, or why it is as it is."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events
from governance.models import Signal
from governance.norms import norm
from governance.policies import speaks_for
from governance.signals.findings import label_of
from governance.signals.queries import may_answer_signal
from governance.vocabulary import SignalState
from initiatives.actions.table import lock_initiative, permit
from people.errors import ChangedMeanwhile, NotPossibleNow, NotVisible
from people.models import User
from people.text import required_text
from people.vocabulary import Party


@transaction.atomic
def acknowledge_signal(signal: Signal, *, actor: User) -> Signal:
    """Say for one's side that it was heard; saying it again records nothing.

    Raises:
        NotVisible: the actor may not know of the initiative any more.
        NotPermitted: the actor does not sit at the table for a side.
        NotPossibleNow: the signal has ended.
    """
    signal = _locked(signal, actor)
    if signal.state == SignalState.ACKNOWLEDGED:
        return signal
    signal.state = SignalState.ACKNOWLEDGED
    _reply(signal, actor)
    signal.save(update_fields=["state", "replied_party", "replied_at", "version"])
    record(events.SIGNAL_ACKNOWLEDGED, signal, actor=actor, data=_said(signal))
    return signal


@transaction.atomic
def explain_signal(
    signal: Signal, *, reason: str, actor: User, version: int | None = None
) -> Signal:
    """Say why it is as it is; the detector rests on this subject then, and the reason stays.

    Raises:
        NotVisible: the actor may not know of the initiative any more.
        NotPermitted: the actor does not sit at the table for a side.
        NotPossibleNow: the signal has ended.
        ChangedMeanwhile: it changed after `version`.
        InvalidInput: the reason is empty or too long.
    """
    signal = _locked(signal, actor)
    if version is not None and version != signal.version:
        raise ChangedMeanwhile(
            "This signal changed while you wrote.",
            way_out="Look at it again; what you typed is kept.",
        )
    signal.reason = required_text(reason, "reason", label="The reason", most=2000)
    signal.state = SignalState.EXPLAINED
    signal.rests_until = timezone.now().astimezone(dt.UTC).date() + dt.timedelta(
        days=norm("rest_days")
    )
    signal.ended_at = timezone.now()
    _reply(signal, actor)
    signal.save()
    data = {**_said(signal), "reason": signal.reason, "rests_until": signal.rests_until}
    record(events.SIGNAL_EXPLAINED, signal, actor=actor, data=data)
    return signal


def _locked(signal: Signal, actor: User) -> Signal:
    initiative = lock_initiative(signal.initiative, actor=actor)
    permit(
        may_answer_signal(actor, initiative),
        "Signals are answered by both sides at the table.",
        way_out="Say it in the next session, or ask the initiative's lead for a seat.",
    )
    found = Signal.objects.select_for_update().filter(pk=signal.pk).first()
    if found is None:
        raise NotVisible("There is no such signal.", way_out="Look for it in the list of signals.")
    found.initiative = initiative
    if found.ended_at is not None:
        raise NotPossibleNow(
            f"This signal is {found.get_state_display().lower()} already.",
            way_out="Reload the page to see what happened.",
        )
    return found


def _reply(signal: Signal, actor: User) -> None:
    signal.replied_party = speaks_for(actor, signal.initiative)
    signal.replied_at = timezone.now()
    signal.version += 1


def _said(signal: Signal) -> dict[str, str]:
    party = Party(signal.replied_party).label
    return {
        "detector": label_of(signal.detector),
        "party": "IT" if party == "IT" else party.lower(),
    }
