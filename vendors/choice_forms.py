"""The forms of the choice: recording it, a side's view on it, and a change at a vendor."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from initiatives.models import Initiative
from initiatives.workspace_forms import DayField, ParagraphField
from people.errors import InvalidInput
from people.forms import OnceForm
from people.models import User
from people.vocabulary import Party
from vendors.actions import Choice, GapCare, RunCost, VendorChange
from vendors.choosing import Gap, exit_known, what_was_weighed
from vendors.comparing import Matrix
from vendors.models import Candidate, SelectionRecord, Vendor
from vendors.vocabulary import SIDES, TriggerKind

if TYPE_CHECKING:
    from django.http import QueryDict

    _UserChoiceField = forms.ModelChoiceField[User]
else:
    _UserChoiceField = forms.ModelChoiceField

_LONG = 5000
_CLOSE_WITHIN = dt.timedelta(days=30)
_LOOK_AGAIN_AFTER = dt.timedelta(days=365)
_ASKED_OF_A_SIDE = ("owner", "due_on", "safeguard")


@dataclass(frozen=True, slots=True)
class AskedOfSide:
    """What a side has not assessed, with the questions about it."""

    party: Party
    gaps: list[Gap]
    fields: list[forms.BoundField]


class ChoiceForm(OnceForm):
    """Everything about the choice of one candidate; what is known is filled in."""

    use_required_attribute = False

    supersedes = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = ParagraphField(max_length=_LONG, rows=4, label="Why this one?")
    weighed = ParagraphField(
        max_length=_LONG,
        rows=5,
        required=False,
        label="What was weighed?",
        help_text="Filled in from the comparison; word it as you need.",
    )
    sole_reason = ParagraphField(
        max_length=2000, rows=2, required=False, label="Why is there no other candidate?"
    )
    view = ParagraphField(
        max_length=_LONG,
        rows=3,
        required=False,
        label="How your side sees it",
        help_text="The other side writes its own; both stand beside each other.",
    )
    exit_outline = ParagraphField(
        max_length=_LONG,
        rows=3,
        required=False,
        label="How would we leave it?",
        help_text="An outline is enough; the clarity profile takes it from here.",
    )
    run_cost_amount = forms.DecimalField(
        required=False, max_digits=14, decimal_places=2, min_value=0, label="Running it costs"
    )
    run_cost_currency = forms.CharField(
        required=False, max_length=3, initial="EUR", label="Currency"
    )
    run_cost_months = forms.IntegerField(
        required=False, min_value=1, max_value=600, label="Over months"
    )
    benefit_months = forms.IntegerField(
        required=False, min_value=1, max_value=600, label="Benefits last for months"
    )
    review_on = DayField(
        required=False,
        label="Look at it again on",
        help_text="On that day its scores are open again, and both sides are told.",
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        candidate: Candidate,
        gaps: list[Gap],
        is_single: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.candidate = candidate
        self.gaps = gaps
        if not is_single:
            del self.fields["sole_reason"]
        people = people_at(initiative)
        for side in self._sides():
            for name, field in _questions(side, people).items():
                self.fields[f"{side.value}_{name}"] = field

    def _sides(self) -> list[Party]:
        return [side for side in SIDES if any(gap.party == side for gap in self.gaps)]

    def asked_of_sides(self) -> Iterator[AskedOfSide]:
        """What each side has not assessed, with its questions."""
        for side in self._sides():
            own = [gap for gap in self.gaps if gap.party == side]
            yield AskedOfSide(side, own, [self[f"{side.value}_{n}"] for n in _ASKED_OF_A_SIDE])

    def clean(self) -> dict[str, Any]:
        """A sum of money comes with its months."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_sum = cleaned.get("run_cost_amount") is not None
        if has_sum and cleaned.get("run_cost_months") is None:
            self.add_error("run_cost_months", "Say over how many months.")
        return cleaned

    def choice(self) -> Choice:
        """What was typed, once valid."""
        typed = self.cleaned_data
        amount = typed["run_cost_amount"]
        cost = (
            RunCost(amount, typed["run_cost_currency"], typed["run_cost_months"])
            if amount is not None
            else None
        )
        return Choice(
            candidate=self.candidate,
            run_cost=cost,
            sole_reason=typed.get("sole_reason", ""),
            gaps={
                side: GapCare(**{name: typed[f"{side.value}_{name}"] for name in _ASKED_OF_A_SIDE})
                for side in self._sides()
            },
            **{name: typed[name] for name in _AS_TYPED},
        )

    def now_seen(self, record: SelectionRecord | None) -> None:
        """What somebody else recorded has been shown: the next sending is about that."""
        typed = cast("QueryDict", self.data).copy()
        typed["supersedes"] = str(record.pk if record else 0)
        self.data = typed


_AS_TYPED = ("why", "weighed", "view", "exit_outline", "benefit_months", "review_on")
_KEPT = (
    "why",
    "exit_outline",
    "run_cost_amount",
    "run_cost_currency",
    "run_cost_months",
    "benefit_months",
)


def _questions(side: Party, people: Any) -> dict[str, forms.Field]:
    name = "IT" if side == Party.IT else "business"
    return {
        "owner": _UserChoiceField(
            queryset=people,
            required=False,
            empty_label="Choose a person",
            label=f"Who of {name} assesses it?",
        ),
        "due_on": DayField(
            required=False, label="By when?", initial=timezone.localdate() + _CLOSE_WITHIN
        ),
        "safeguard": ParagraphField(
            required=False, max_length=2000, rows=2, label="What protects us until then?"
        ),
    }


def filled_in(
    matrix: Matrix, candidate: Candidate, current: SelectionRecord | None
) -> dict[str, Any]:
    """What is known of the choice already: from the record that holds, else the comparison."""
    known: dict[str, Any] = {
        "supersedes": current.pk if current else 0,
        "weighed": what_was_weighed(matrix, candidate),
        "exit_outline": exit_known(matrix, candidate),
        "sole_reason": candidate.sole_reason,
        "review_on": timezone.localdate() + _LOOK_AGAIN_AFTER,
    }
    if current is None or current.candidate_id != candidate.pk:
        return known
    kept = {name: getattr(current, name) for name in _KEPT}
    return known | {name: value for name, value in kept.items() if value not in ("", None)}


def people_at(initiative: Initiative) -> Any:
    """Active people at the table, by name."""
    return (
        User.objects.filter(
            memberships__initiative=initiative, memberships__left_at=None, is_active=True
        )
        .distinct()
        .order_by("full_name")
    )


class ChoiceViewForm(forms.Form):
    """How one's own side sees the choice."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = ParagraphField(max_length=_LONG, rows=4, label="How your side sees it")

    def now_seen(self, version: int) -> None:
        """What somebody else wrote has been shown: the next sending is about that."""
        typed = cast("QueryDict", self.data).copy()
        typed["version"] = str(version)
        self.data = typed


class VendorChangeForm(OnceForm):
    """What happened at a vendor, and where it opens scores."""

    use_required_attribute = False
    vendor = forms.ChoiceField(label="At which vendor?")
    kind = forms.ChoiceField(
        label="What happened?",
        choices=TriggerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    what = ParagraphField(
        max_length=2000, rows=3, label="In your words", help_text="Both sides read it."
    )
    happened_on = DayField(label="When?")
    everywhere = forms.BooleanField(
        required=False,
        initial=True,
        label="It matters at every table where this vendor is a candidate",
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **options: Any) -> None:
        super().__init__(*args, **options)
        self.vendors: dict[str, Vendor] = {
            str(each.vendor_id): each.vendor for each in candidates if each.vendor is not None
        }
        field = self.fields["vendor"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, each.name) for key, each in self.vendors.items()]
        self.initial.setdefault("happened_on", timezone.localdate())

    @property
    def chosen_vendor(self) -> Vendor:
        """The vendor that was chosen, once valid.

        Raises:
            InvalidInput: it is no candidate's vendor any more.
        """
        found = self.vendors.get(self.cleaned_data["vendor"])
        if found is None:
            raise InvalidInput("Choose a vendor.", field="vendor")
        return found

    def change(self) -> VendorChange:
        """What was typed, once valid."""
        typed = self.cleaned_data
        return VendorChange(typed["kind"], typed["what"], typed["happened_on"])


def missing_by_side(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many gaps each side has."""
    return dict(Counter(gap.party.value for gap in gaps))
