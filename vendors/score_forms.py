"""The form of one score, alone or among others on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from people.vocabulary import Party
from vendors.actions import GivenScore
from vendors.comparing import Cell, SideScore, Standing
from vendors.vocabulary import HIGHEST, EvidenceStrength

GAP = "gap"
CLOSED = (
    "You have stood on both sides of this table, or could speak for either. What is scored blind "
    "is scored without you and shows to you once both sides have scored it."
)
_VALUES = [*((str(n), str(n)) for n in range(HIGHEST + 1)), (GAP, "Not assessed")]


class ScoreForm(forms.Form):
    """What one side says in one cell; empty as long as nobody touches it."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    worded = forms.IntegerField(widget=forms.HiddenInput, required=False)
    value = forms.ChoiceField(
        required=False,
        choices=_VALUES,
        label="Score",
        widget=forms.RadioSelect({"class": "inline"}),
    )
    strength = forms.ChoiceField(
        required=False,
        choices=[("", "Choose one"), *EvidenceStrength.choices],
        label="What stands behind it",
    )
    evidence_note = forms.CharField(
        required=False,
        max_length=2000,
        label="Evidence in a sentence",
        widget=forms.Textarea({"rows": 1, "dir": "auto"}),
    )
    evidence_link = forms.CharField(
        required=False,
        max_length=500,
        label="Link",
        widget=forms.TextInput({"placeholder": "https://", "inputmode": "url"}),
    )
    gap_reason = forms.CharField(
        required=False,
        max_length=2000,
        label="Why it could not be assessed",
        widget=forms.Textarea({"rows": 1, "dir": "auto"}),
    )

    holds = forms.BooleanField(
        required=False,
        label="It still holds",
        help_text="It was given before the criteria stood: IT's, and the one it goes by.",
    )

    def __init__(self, *args: Any, cell: Cell, party: Party, **kwargs: Any) -> None:
        self.cell, self.party = cell, party
        part = cell.part(party)
        kwargs.setdefault("initial", {**_initial(part), "worded": cell.criterion.pk})
        kwargs.setdefault("prefix", f"{cell.criterion.key}c{cell.candidate.pk}")
        super().__init__(*args, **kwargs)
        if part is None or not part.is_early:
            del self.fields["holds"]
        reveal = f"{self.add_prefix('value')}={GAP}"
        self.fields["gap_reason"].widget.attrs["data-reveal-on"] = reveal
        scored = f"{self.add_prefix('value')}={','.join(str(n) for n in range(HIGHEST + 1))}"
        self.fields["strength"].widget.attrs["data-reveal-on"] = scored

    def clean(self) -> dict[str, Any]:
        """Words without a score are told that the score is missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_touched and not cleaned.get("value") and "value" not in self.errors:
            self.add_error("value", "Choose a score, or not assessed.")
        return cleaned

    @property
    def as_shown(self) -> "ScoreForm":
        """The form for a page: what a score needs is not called optional."""
        _ = self.errors
        for name in ("value", "strength", "gap_reason"):
            self.fields[name].required = True
        return self

    @property
    def is_touched(self) -> bool:
        """Whether somebody said something else than what stands there, or that it still holds."""
        return bool(set(self.changed_data) - {"version", "worded"})

    def given(self) -> GivenScore:
        """What was given, once valid."""
        typed = self.cleaned_data
        is_gap = typed["value"] == GAP
        return GivenScore(
            value=None if is_gap else int(typed["value"]),
            strength="" if is_gap else typed["strength"],
            evidence_note=typed["evidence_note"],
            evidence_link=typed["evidence_link"],
            gap_reason=typed["gap_reason"] if is_gap else "",
        )

    @property
    def seen(self) -> int | None:
        """The row of the criterion that was before the person who typed."""
        number: int | None = self.cleaned_data.get("worded")
        return number

    def now_at(self, cell: Cell) -> None:
        """Go on from what stands there now, with what was typed."""
        part = cell.part(self.party)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(part.version if part else 0)
        data[self.add_prefix("worded")] = str(cell.criterion.pk)
        self.data = data
        self.cell = cell


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A cell with its form."""

    cell: Cell
    part: SideScore
    form: ScoreForm


def score_rows(
    cells: Sequence[Cell], party: Party, data: QueryDict | None = None
) -> list[ScoreRow]:
    """A form for each cell in which the side owes a score."""
    return [
        ScoreRow(cell, part, ScoreForm(data, cell=cell, party=party))
        for cell in cells
        if (part := cell.part(party)) is not None
    ]


def _initial(part: SideScore | None) -> dict[str, Any]:
    if part is None or part.standing in {Standing.HIDDEN, Standing.NOT_SCORED}:
        return {"version": part.version if part else 0}
    return {
        "version": part.version,
        "value": GAP if part.value is None else str(part.value),
        "strength": part.strength,
        "evidence_note": part.note,
        "evidence_link": part.link,
        "gap_reason": part.gap_reason,
    }
