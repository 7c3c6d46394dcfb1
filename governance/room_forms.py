"""What people fill in while a session runs: notes, results, items, presence."""

from typing import Any

from django import forms
from django.utils import timezone

from governance.actions import Outcome
from governance.models import AgendaItem
from governance.sessions.room import Room, RoomItem
from governance.vocabulary import InputState, ItemResult
from people.models import User
from people.vocabulary import Party

_DAY = "%Y-%m-%d"


class TapChoices(forms.RadioSelect):
    """Few choices, each as large as a thumb."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"class": "tap", **(attrs or {})}, **kwargs)


class NoteForm(forms.Form):
    """What one person writes down about one item."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=200)
    version = forms.IntegerField(
        widget=forms.HiddenInput({"data-room-note-target": "version"}), min_value=0
    )
    text = forms.CharField(
        required=False,
        max_length=5000,
        label="Your note",
        widget=forms.Textarea(
            {
                "rows": 3,
                "dir": "auto",
                "placeholder": " ",
                "data-room-note-target": "text",
                "data-action": "room-note#typed blur->room-note#save",
            }
        ),
    )

    @classmethod
    def about(cls, shown: RoomItem, text: str | None = None) -> "NoteForm":
        """The person's own note on the item; `text` is what was typed and not kept yet."""
        kept = shown.mine.text if shown.mine else ""
        initial = {
            "item": shown.item.name,
            "version": shown.note_version,
            "text": kept if text is None else text,
        }
        return cls(initial=initial, auto_id=f"note-{shown.key}-%s")


class ResultForm(forms.Form):
    """What an item ended in: one choice and one sentence."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        choices=ItemResult.choices,
        label="What did it end in?",
        widget=TapChoices,
        error_messages={"required": "Choose what it ended in."},
    )
    text = forms.CharField(
        max_length=2000,
        label="In one sentence",
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": "One sentence is enough."},
    )
    disposition = forms.ChoiceField(
        required=False,
        label="Does it answer the design input?",
        widget=TapChoices,
    )
    until = forms.DateField(
        required=False,
        label="Deferred until",
        widget=forms.DateInput({"type": "date"}, format=_DAY),
    )
    owner = forms.ChoiceField(required=False)
    due_on = forms.DateField(
        required=False,
        label="By",
        widget=forms.DateInput({"type": "date"}, format=_DAY),
    )

    def __init__(self, *args: Any, shown: RoomItem, room: Room, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"result-{shown.key}-%s")
        super().__init__(*args, **kwargs)
        self.owners = room.owners
        self._choices("owner", [("", "Choose one"), *_owner_choices(self.owners)])
        answers = [(each.value, each.label) for each in shown.answers]
        self._choices("disposition", [("", "Not yet"), *answers])
        today = timezone.localdate().isoformat()
        for name in ("until", "due_on"):
            self.fields[name].widget.attrs["min"] = today

    @classmethod
    def about(
        cls, shown: RoomItem, room: Room, typed: dict[str, Any] | None = None
    ) -> "ResultForm":
        """For the item as it stands now; `typed` stands over what is recorded."""
        initial = _recorded(shown.item, room)
        initial |= {"item": shown.item.name, **(typed or {}), "version": shown.item.version}
        return cls(initial=initial, shown=shown, room=room)

    def outcome(self) -> Outcome:
        """What was recorded, once valid."""
        typed = self.cleaned_data
        owners = {str(user.pk): user for user, _ in self.owners}
        is_decision = typed["result"] == ItemResult.DECISION
        deferred = is_decision and typed["disposition"] == InputState.DEFERRED
        return Outcome(
            result=typed["result"],
            text=typed["text"],
            owner=owners.get(typed["owner"]),
            due_on=typed["until"] if deferred else typed["due_on"],
            disposition=typed["disposition"] if is_decision else "",
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[name]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = choices


class AddItemForm(forms.Form):
    """One more point for the agenda."""

    title = forms.CharField(
        max_length=300,
        label="Add an item",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": "Say in one line what to talk about."},
    )


class PlaceForm(forms.Form):
    """Where an item goes."""

    item = forms.CharField(max_length=200)
    to = forms.IntegerField()


class PresenceForm(forms.Form):
    """Whether a side is in the room."""

    party = forms.CharField(max_length=20)
    present = forms.BooleanField(required=False)


def _owner_choices(owners: list[tuple[User, Party]]) -> list[tuple[str, str]]:
    return [(str(user.pk), f"{user.full_name}, {_side(party)}") for user, party in owners]


def _side(party: Party) -> str:
    return party.label if party == Party.IT else party.label.lower()


def _recorded(item: AgendaItem, room: Room) -> dict[str, Any]:
    action = item.action
    if action is None and not item.result:
        action = room.action_about(item)
    if action is None:
        return {"result": item.result, "text": item.result_text, "due_on": room.next_day}
    return {
        "result": item.result,
        "text": item.result_text,
        "owner": str(action.owner_id),
        "due_on": room.next_day if action.is_overdue else action.due_on,
    }
