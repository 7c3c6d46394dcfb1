"""Forms of signals and norms."""

from typing import Any

from django import forms

from governance.norms import NormDefinition


class ExplainForm(forms.Form):
    """Why it is as it is; the version tells whether the page is out of date."""

    reason = forms.CharField(
        label="Why is it as it is?",
        help_text="Both sides read it, now and later.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def now_seen(self, version: int) -> None:
        """Show the page as it is now: what is sent next was written with it in sight."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


class NormForm(forms.Form):
    """The value of one norm."""

    value = forms.IntegerField()

    def __init__(self, *args: Any, definition: NormDefinition, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["value"]
        field.label = definition.label
        field.help_text = (
            f"Joinery proposes {definition.in_words(definition.default)}. Anything from "
            f"{definition.least} to {definition.most} can be set."
        )
        if definition.is_switch:
            field.widget = forms.RadioSelect(choices=[("1", "On"), ("0", "Off")])
            field.help_text = f"Joinery proposes {definition.in_words(definition.default)}."
        else:
            field.widget.attrs |= {"min": definition.least, "max": definition.most}
