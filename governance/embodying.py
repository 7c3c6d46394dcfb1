"""What governance tells the architecture: design inputs, and the sessions that talked about them.

Named in the settings as `INPUT_SOURCES` and `TRAIL_SOURCES`, because architecture lies below.
"""

from collections.abc import Iterator

from django.db.models import Q

from architecture.inputs import KnownInput, TrailKind, TrailStep
from architecture.models import Integration
from governance.models import AgendaItem, DesignInput
from governance.vocabulary import APPLIED_STATES, InputState
from initiatives.models import Initiative
from people.errors import InvalidInput

_PREFIX = "integration:"


def subject_of(integration: Integration) -> str:
    """How a design input names the integration it is about."""
    return f"{_PREFIX}{integration.pk}"


def checked_subject(subject: str, initiative: Initiative) -> str:
    """The subject of a design input, where it names something of this initiative.

    Raises:
        InvalidInput: it names nothing that is here.
    """
    if not subject:
        return ""
    if integration_named(subject, initiative) is None:
        raise InvalidInput(
            f"“{subject[:40]}” is nothing in this design.",
            way_out="Name an integration of this initiative, as in integration:12, or leave it.",
            field="subject",
        )
    return subject


def integration_named(subject: str, initiative: Initiative) -> Integration | None:
    """The integration of the initiative that a subject names; None where it names none."""
    number = subject.removeprefix(_PREFIX)
    if number == subject or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found = Integration.objects.filter(pk=int(number), initiative=initiative).first()
    if found is not None:
        found.initiative = initiative
    return found


def inputs_to_embody(initiative: Initiative) -> Iterator[KnownInput]:
    """Every design input of the initiative but those taken back; one of `INPUT_SOURCES`."""
    inputs = DesignInput.objects.filter(initiative=initiative).exclude(state=InputState.WITHDRAWN)
    for each in inputs.only("reference", "title", "raised_party", "state"):
        each.initiative = initiative
        yield KnownInput(
            reference=each.reference,
            title=each.title,
            party=each.raised_party,
            address=each.get_absolute_url(),
            is_taken_in=each.state in APPLIED_STATES,
        )


def trail_of_inputs(integration: Integration, references: frozenset[str]) -> Iterator[TrailStep]:
    """The inputs about an integration and the sessions that settled them; three queries."""
    about = Q(subject=subject_of(integration)) | Q(reference__in=references)
    inputs = list(DesignInput.objects.filter(about, initiative=integration.initiative))
    for each in inputs:
        each.initiative = integration.initiative
        yield TrailStep(
            kind=TrailKind.INPUT,
            moment=each.raised_at,
            title=each.title,
            address=each.get_absolute_url(),
            party=each.raised_party,
            reference=each.reference,
            note=_note(each),
        )
    keys = [f"input:{each.reference}" for each in inputs]
    talked_about = AgendaItem.objects.filter(
        Q(key__in=keys) | Q(raised_input__in=inputs), recorded_at__isnull=False
    ).select_related("occurrence__series__initiative")
    for item in talked_about:
        yield TrailStep(
            kind=TrailKind.SESSION,
            moment=item.recorded_at or item.occurrence.starts_at,
            title=f"Session: {item.title}",
            address=item.occurrence.get_absolute_url(),
            party=item.result_party,
            reference=item.input_reference,
            note=item.result_text or item.get_result_display(),
        )


def _note(design_input: DesignInput) -> str:
    state = design_input.get_state_display()
    reason = design_input.disposition_reason
    return f"{state}: {reason}" if reason else state
