"""Forms of the pages of one initiative."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from initiatives.actions.seats import SEATED_PARTIES
from initiatives.models import Initiative, Member
from initiatives.vocabulary import OperationalStatus, ReopeningCause
from people.forms import OnceForm
from people.models import User
from people.queries import it_architects, people_with_a_role

if TYPE_CHECKING:
    _UserChoiceField = forms.ModelChoiceField[User]
else:
    _UserChoiceField = forms.ModelChoiceField

ROWS_WITHOUT_SCRIPT = 3
EXAMPLE_QUESTIONS = (
    "Where may the order data be processed?",
    "Which sign-on and which data platform does it use?",
    "Who keeps it running at night and on Sundays?",
)


class ParagraphField(forms.CharField):
    """Longer text; a line break counts as one character, as people and the counter see it."""

    def __init__(self, *, rows: int = 4, reveal_on: str = "", **options: Any) -> None:
        attrs = {"rows": rows, "dir": "auto"}
        if reveal_on:
            attrs["data-reveal-on"] = reveal_on
        options.setdefault("error_messages", {"required": "Say it in a sentence or two."})
        super().__init__(widget=forms.Textarea(attrs=attrs), **options)

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n")
        return super().to_python(text) or ""


class DayField(forms.DateField):
    """A day, chosen with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "Choose a day."})
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class RepeatedText(forms.Widget):
    """Single-line inputs of one name; three without JavaScript, as many as wanted with it."""

    template_name = "initiatives/workspace/_repeated_text.html"
    use_fieldset = True

    def __init__(self, examples: tuple[str, ...], most: int) -> None:
        super().__init__()
        self.examples = examples
        self.most = most

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, Any], name: str
    ) -> list[str]:
        """Every text of the name, also the empty ones, as typed."""
        return data.getlist(name) if isinstance(data, QueryDict) else list(data.get(name, []))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = list(value or [])
        texts += [""] * (ROWS_WITHOUT_SCRIPT - len(texts))
        examples = (self.examples[i] if i < len(self.examples) else "" for i in range(len(texts)))
        context["widget"]["rows"] = [
            {"text": text, "example": example}
            for text, example in zip(texts, examples, strict=True)
        ]
        context["widget"]["most"] = self.most
        context["widget"]["is_invalid"] = bool(attrs and attrs.get("aria-invalid"))
        return context


class RepeatedTextField(forms.Field):
    """A list of short texts. The action says whether it is enough."""

    def __init__(self, *, examples: tuple[str, ...], most: int, **options: Any) -> None:
        super().__init__(widget=RepeatedText(examples, most), **options)

    def validate(self, value: object) -> None:
        """An empty list reaches the action, which refuses it with its reason."""


class ITArchitectField(_UserChoiceField):
    """One of the active people who may sit for IT."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=it_architects().order_by("full_name"),
            empty_label="Choose a person",
            error_messages={
                "required": "Choose a person.",
                "invalid_choice": "Choose an active IT architect.",
            },
            **options,
        )


class InviteForm(OnceForm):
    """Who is asked to the table for IT, and the questions that are open (A10, A11)."""

    use_required_attribute = False

    open_questions = RepeatedTextField(
        examples=EXAMPLE_QUESTIONS,
        most=500,
        label="Which design questions are open?",
        help_text="What IT can still shape. One is enough; a line each.",
    )
    invitee = ITArchitectField(label="Who is asked for IT?")


class StandInForm(forms.Form):
    """Passes an invitation on to a colleague."""

    stand_in = ITArchitectField(label="Who stands in for you?")
    reason = ParagraphField(label="Why not you?", max_length=2000, rows=2)

    def __init__(self, *args: Any, invitee: User, **options: Any) -> None:
        super().__init__(*args, **options)
        stand_in = cast("ITArchitectField", self.fields["stand_in"])
        stand_in.queryset = it_architects().exclude(pk=invitee.pk).order_by("full_name")


class PlanForm(forms.Form):
    """When a decision is meant to be taken."""

    planned_on = DayField(label="Planned for")


class TakeForm(forms.Form):
    """That a decision was taken, today or before."""

    taken_on = DayField(label="Taken on")


class TellDayForm(forms.Form):
    """On which day a step was taken that was told afterwards."""

    taken_on = DayField(label="The day it was taken")


class ReopenForm(forms.Form):
    """Why a decision goes back into the open."""

    reason = ParagraphField(label="Why does it open again?", max_length=2000, rows=2)
    cause = forms.ChoiceField(
        choices=ReopeningCause.choices,
        required=False,
        initial=ReopeningCause.OTHER,
        label="What it is about",
    )
    planned = forms.BooleanField(
        required=False, label="We had agreed on this round beforehand; it is no rework"
    )

    def clean_cause(self) -> str:
        """Something else, where nothing is chosen."""
        return self.cleaned_data["cause"] or ReopeningCause.OTHER


class OperationalStatusForm(forms.Form):
    """How it runs now, since when, and what shows it (B96)."""

    status = forms.ChoiceField(
        label="How does it run now?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it runs."},
    )
    effective_on = DayField(label="Since")
    evidence = ParagraphField(
        label="What shows it?",
        help_text="One sentence or a link: the go-ahead, a ticket, the last report of the trial.",
        max_length=2000,
        rows=2,
    )

    def __init__(self, *args: Any, ways: list[OperationalStatus], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = cast("forms.ChoiceField", self.fields["status"])
        choice.choices = [(each.value, STATUS_IN_WORDS[each]) for each in ways]


STATUS_IN_WORDS = {
    OperationalStatus.EXPERIMENT: "Experiment: tried out until a day",
    OperationalStatus.PILOT: "Pilot: some people work with it",
    OperationalStatus.OPERATIONAL: "Operational: people rely on it",
    OperationalStatus.RETIRING: "Retiring: it is on its way out",
    OperationalStatus.STOPPED: "Stopped: nothing runs",
}
INTERRUPTIONS = {
    "pause": "Pause: it goes on later",
    "stop": "Stop: it ends unless somebody resumes it",
    "withdraw": "Withdraw: the idea is taken back for good and stays readable",
}


class InterruptForm(forms.Form):
    """Pausing, stopping or withdrawing, with why and what would resume it (B66)."""

    use_required_attribute = False

    verb = forms.ChoiceField(
        label="What happens to the work?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to the work."},
    )
    reason = ParagraphField(label="Why?", max_length=2000, rows=3)
    resume_condition = ParagraphField(
        label="What would resume it?",
        help_text="What has to be true so that the work goes on. Not asked when it is withdrawn.",
        max_length=2000,
        rows=2,
        reveal_on="verb=pause,stop",
    )

    def __init__(self, *args: Any, verbs: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["resume_condition"].required = self.data.get("verb") != "withdraw"
        choice = cast("forms.ChoiceField", self.fields["verb"])
        choice.choices = [(verb, INTERRUPTIONS[verb]) for verb in verbs]


class ResumeForm(forms.Form):
    """Going on after a pause or a stop."""

    reason = ParagraphField(label="What has changed?", max_length=2000, rows=3)


class RestrictForm(forms.Form):
    """Fewer people see the initiative, for a reason and a while (A28)."""

    reason = ParagraphField(
        label="Why should fewer people see it?",
        help_text="Those at the table, the IT member and auditors read this.",
        max_length=2000,
        rows=3,
    )
    until = DayField(label="Until", help_text="At most 180 days; it opens again by itself.")
    it_member = ITArchitectField(
        label="Who stays for IT?", help_text="IT always keeps somebody who sees it."
    )


class SeatForm(forms.Form):
    """Somebody is asked to the table and its sessions, for a side."""

    user = _UserChoiceField(
        queryset=User.objects.none(),
        label="Whom do you ask?",
        help_text="People with a role; an administrator makes others session participants.",
        error_messages={"required": "Choose somebody."},
    )
    party = forms.ChoiceField(
        label="For which side?",
        choices=[(party.value, party.label) for party in SEATED_PARTIES],
    )

    def __init__(self, initiative: Initiative, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = Member.objects.filter(initiative=initiative, left_at=None).values("user")
        field = cast("_UserChoiceField", self.fields["user"])
        field.queryset = people_with_a_role().exclude(pk__in=seated)


class LeaveTableForm(forms.Form):
    """A seat becomes free, for a reason."""

    reason = ParagraphField(
        label="Why?", help_text="Those at the table read it.", max_length=2000, rows=3
    )


class UseCaseForm(forms.Form):
    """The four texts of a use case, and the version they were written upon."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": "Give it a title; one line is enough."},
    )
    problem = ParagraphField(max_length=5000, rows=5)
    business_goal = ParagraphField(
        label="What business wants", max_length=2000, rows=3, required=False
    )
    operability_goal = ParagraphField(
        label="What keeps it operable", max_length=2000, rows=3, required=False
    )

    @classmethod
    def of(cls, initiative: Initiative, **kept: str) -> "UseCaseForm":
        """The form filled with the texts as they read now, or as kept from before a sign-in."""
        texts = {name: getattr(initiative, name) for name in cls.base_fields}
        return cls(initial={**texts, **kept})
