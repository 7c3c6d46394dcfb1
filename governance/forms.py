"""The forms of the design conversation."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from governance.actions import Concern
from governance.queries import InputSearch
from governance.vocabulary import (
    ConcernGroup,
    InputKind,
    InputState,
    RaiserView,
    StewardshipArea,
)
from initiatives.queries import Decision
from people.forms import OnceForm
from people.vocabulary import Party

_DAY = "j F Y"

KIND_HELP: dict[str, str] = {
    InputKind.CONSTRAINT: "Something that cannot move, such as where data may be",
    InputKind.REQUIREMENT: "Something the solution must do or be",
    InputKind.RISK: "Something that may go wrong, and what it would cost",
    InputKind.ALTERNATIVE: "Another way to the same outcome",
    InputKind.PROPOSED_SOLUTION: "How it can be done",
    InputKind.QUESTION: "Something the design cannot go on without knowing",
    InputKind.REUSE_OPPORTUNITY: "Something we have already that would serve",
    InputKind.EVIDENCE: "A measurement, a test or an experience",
}
STATE_HELP: dict[str, str] = {
    InputState.DISCUSSED: "It is being talked about; the answer follows",
    InputState.INCORPORATED: "The design takes it in as it is",
    InputState.ADAPTED: "The design takes it in another way; say which",
    InputState.DECLINED: "The design goes on without it; say why",
    InputState.DEFERRED: "Not now; name the day it comes back",
    InputState.WITHDRAWN: "You take it back for good",
}
# Where nobody names the duty, the concern suggests it.
AREA_OF_CONCERN: dict[str, StewardshipArea] = {
    ConcernGroup.SEC: StewardshipArea.SECURITY_ACCESS,
    ConcernGroup.OWN: StewardshipArea.MAINTAINABILITY,
    ConcernGroup.ARC: StewardshipArea.STABILITY,
    ConcernGroup.GOV: StewardshipArea.COMPLIANCE,
    ConcernGroup.LOC: StewardshipArea.VENDOR_RISK,
    ConcernGroup.REL: StewardshipArea.STABILITY,
}


class ChoicesWithHelp(forms.RadioSelect):
    """Radio buttons with a line under each."""

    help_texts: ClassVar[dict[str, str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["help"] = self.help_texts.get(str(value), "")
        return option


class KindChoices(ChoicesWithHelp):
    """The kinds of design input, explained."""

    help_texts = KIND_HELP


class StateChoices(ChoicesWithHelp):
    """The answers, explained."""

    help_texts = STATE_HELP


class RaiseForm(OnceForm):
    """One form for every concern (A24), with room for its solution (A25)."""

    subject = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=200,
        label="What should the design take in?",
        help_text="One sentence, as in: order data stays in the region",
        error_messages={"required": "Say it in one sentence."},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        choices=InputKind.choices,
        label="It is a",
        widget=KindChoices(attrs={"class": "pairs"}),
        error_messages={"required": "Choose what it is."},
    )
    description = forms.CharField(
        max_length=5000,
        required=False,
        help_text="What is behind it, and what happens otherwise.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    proposed_solution = forms.CharField(
        max_length=5000,
        required=False,
        help_text="A proposal is worth more than a problem.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    decision = forms.ChoiceField(required=False, label="Which decision does it concern?")
    concern_group = forms.ChoiceField(
        choices=[("", "Choose one"), *ConcernGroup.choices],
        label="Concern",
        error_messages={"required": "Choose the concern that comes closest."},
    )
    stewardship_area = forms.ChoiceField(
        required=False,
        choices=[("", "As the concern suggests"), *StewardshipArea.choices],
        label="Area of care",
    )

    def __init__(self, *args: Any, decisions: list[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _decision_choices(decisions)

    def concern(self) -> Concern:
        """What was typed, once valid."""
        typed = self.cleaned_data
        area = typed["stewardship_area"] or AREA_OF_CONCERN[typed["concern_group"]]
        return Concern(
            kind=typed["kind"],
            concern_group=typed["concern_group"],
            stewardship_area=area,
            title=typed["title"],
            description=typed["description"],
            proposed_solution=typed["proposed_solution"],
            decision=typed["decision"],
            subject=typed["subject"],
        )

    @property
    def key(self) -> uuid.UUID:
        """The key of the submission, once valid."""
        key: uuid.UUID = self.cleaned_data["submission_key"]
        return key


class DispositionForm(forms.Form):
    """An answer to a design input.

    Every state is understood, so that the action can say why one is not possible now; `limit_to`
    offers those that are.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        choices=InputState.choices,
        label="What becomes of it?",
        widget=StateChoices,
        error_messages={"required": "Choose what becomes of it."},
    )
    reason = forms.CharField(
        max_length=2000,
        required=False,
        help_text="Needed when it is adapted or declined.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    until = forms.DateField(
        required=False,
        label="Deferred until",
        help_text="The day it comes back to the table.",
        widget=forms.DateInput(
            attrs={"type": "date", "data-reveal-on": "state=deferred"}, format="%Y-%m-%d"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        self.fields["until"].widget.attrs["min"] = tomorrow.isoformat()

    def limit_to(self, moves: list[InputState]) -> None:
        """Offer only these; the only one is chosen already."""
        field = self.fields["state"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(state.value, state.label) for state in moves]
        if len(moves) == 1:
            self.initial["state"] = moves[0].value


class ReplyForm(forms.Form):
    """The raiser's word on the answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    view = forms.ChoiceField(
        choices=RaiserView.choices,
        label="How do you see the answer?",
        error_messages={"required": "Choose how you see it."},
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    text = forms.CharField(
        max_length=2000,
        required=False,
        label="In your words",
        help_text="Needed when you see it differently.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class InputFilterForm(forms.Form):
    """Narrows the board or the list; everything stands in the address."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        required=False, max_length=200, label="Search", widget=forms.TextInput({"type": "search"})
    )
    timing = forms.ChoiceField(
        required=False,
        choices=[("", "Any time"), ("can_shape", "Can still shape"), ("late", "Late")],
    )
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *InputKind.choices])
    concern = forms.ChoiceField(
        required=False, choices=[("", "Every concern"), *ConcernGroup.choices]
    )
    party = forms.ChoiceField(
        required=False,
        label="Raised by",
        choices=[
            ("", "Either side"),
            (Party.BUSINESS, Party.BUSINESS.label),
            (Party.IT, Party.IT.label),
        ],
    )

    def wanted(self) -> InputSearch:
        """What to look for; a value that is no choice narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return InputSearch(
            words=chosen.get("q", ""),
            kind=chosen.get("kind", ""),
            concern=chosen.get("concern", ""),
            party=chosen.get("party", ""),
            timing=chosen.get("timing", ""),
        )

    def in_use(self) -> list[tuple[str, str]]:
        """Each filter that narrows, with the words for it."""
        self.is_valid()
        chosen = [(name, self.cleaned_data.get(name, "")) for name in self.fields]
        return [
            (name, self._words(name, value)) for name, value in chosen if value and name != "view"
        ]

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return f"“{value}”"
        words = str(dict(field.choices)[value])  # type: ignore[arg-type]
        return f"Raised by {words}" if name == "party" else words


def _decision_choices(decisions: list[Decision]) -> list[tuple[str, Any]]:
    headings = {
        "open": "Not taken yet",
        "reopenable": "Taken, can be reopened",
        "taken": "Taken",
    }
    grouped: list[tuple[str, Any]] = [("", "No decision in particular")]
    for state, heading in headings.items():
        entries = [
            (each.kind.value, _decision_words(each)) for each in decisions if each.state == state
        ]
        if entries:
            grouped.append((heading, entries))
    return grouped


def _decision_words(decision: Decision) -> str:
    milestone = decision.milestone
    if milestone is None:
        return decision.kind.label
    if milestone.taken:
        on = f", taken {date_format(milestone.taken_on, _DAY)}" if milestone.taken_on else ""
        return f"{decision.kind.label}{on}"
    planned = f", planned {date_format(milestone.planned_on, _DAY)}" if milestone.planned_on else ""
    return f"{decision.kind.label}{planned}"
