"""The form of how one is told."""

from typing import Any, Self

from django import forms

from people.actions import Chosen
from people.delivery.channels import allowed_services
from people.models import NotificationPreference
from people.notice_kinds import mutable_notice_kinds

MAIL, CHAT = "mail", "chat"
EACH = "each"
_HOURS = [(str(hour), f"One message a day, at {hour:02}:00") for hour in range(24)]


def _ways() -> list[tuple[str, str]]:
    chat = [(CHAT, "In a chat")] if allowed_services() else []
    return [(MAIL, "By e-mail"), *chat]


class ClockInput(forms.TimeInput):
    """A time of day, by the browser's own control."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class NoticesForm(forms.Form):
    """Where, when and of what somebody is told."""

    way = forms.ChoiceField(
        label="Where",
        choices=_ways,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    channel_address = forms.CharField(
        label="Address of the chat",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-reveal-on": f"way={CHAT}"}),
    )
    digest_hour = forms.TypedChoiceField(
        label="How often",
        choices=[(EACH, "Each as it comes"), *_HOURS],
        coerce=lambda chosen: None if chosen == EACH else int(chosen),
    )
    quiet_from = forms.TimeField(label="Quiet from", required=False, widget=ClockInput)
    quiet_until = forms.TimeField(label="Quiet until", required=False, widget=ClockInput)
    kinds = forms.MultipleChoiceField(
        label="Tell me when",
        required=False,
        choices=lambda: [(kind.name, kind.label) for kind in mutable_notice_kinds()],
        widget=forms.CheckboxSelectMultiple,
        help_text="What you leave out is kept in your inbox and not sent.",
    )

    @classmethod
    def of(cls, kept: NotificationPreference, typed: dict[str, Any]) -> Self:
        """The form as it stands for somebody, with what they typed before they were signed out."""
        told = [kind.name for kind in mutable_notice_kinds() if kind.name not in kept.muted_kinds]
        initial = {
            "way": CHAT if kept.channel_address else MAIL,
            "digest_hour": EACH if kept.digest_hour is None else kept.digest_hour,
            "quiet_from": kept.quiet_from,
            "quiet_until": kept.quiet_until,
            "kinds": told,
        }
        return cls(initial=initial | typed)

    def chosen(self) -> Chosen:
        """What a valid form says."""
        given = self.cleaned_data
        told = set(given["kinds"])
        return Chosen(
            by_chat=given["way"] == CHAT,
            channel_address=given["channel_address"],
            quiet_from=given["quiet_from"],
            quiet_until=given["quiet_until"],
            digest_hour=given["digest_hour"],
            muted_kinds=[each.name for each in mutable_notice_kinds() if each.name not in told],
        )
