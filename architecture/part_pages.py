"""The pages of the parts of an integration: what each asks, and what its form does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from architecture.actions import afterwards, linking, parts
from architecture.linking_forms import EndsForm, ReuseForm
from architecture.models import Integration
from architecture.part_forms import (
    ArtefactsForm,
    BasicsForm,
    BudgetsForm,
    CompromiseForm,
    ConformanceForm,
    DataForm,
    DebtForm,
    DependenciesForm,
    FragilityForm,
    ScaleForm,
)
from people.models import User

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class PartPage:
    """A page of one part.

    Attributes:
        asks: the question under the heading.
        joint: whether both sides keep it whoever holds the design, also once the work has ended.
    """

    heading: str
    asks: str
    form: type[Any]
    joint: bool = False


PAGES: dict[str, PartPage] = {
    "basics": PartPage("Name, style and owner", "What it is, and who runs it.", BasicsForm),
    "ends": PartPage("Ends", "Where the data comes from, and where it goes.", EndsForm),
    "reuse": PartPage(
        "Reuse", "Whether one that is there is used again. What is alike is on offer.", ReuseForm,
    ),
    "data": PartPage("Data and identity", "What flows, which way, and as whom.", DataForm),
    "budgets": PartPage("Budgets", "How slow and how much it may be.", BudgetsForm),
    "dependencies": PartPage(
        "Dependencies", "What it relies on, and what happens when that fails.", DependenciesForm
    ),
    "fragility": PartPage(
        "Fragility", "Why it may break. Nothing is an answer too.", FragilityForm
    ),
    "artefacts": PartPage(
        "Made for it alone", "Code and scripts nobody else uses. None is an answer.", ArtefactsForm
    ),
    "debt": PartPage(
        "What the pilot leaves behind", "Keep, replace or retire, by when and by whom. "
        "What is done with is closed on the page of the integration.", DebtForm,
        joint=True,
    ),
    "scale": PartPage("Scale", "What a test showed, and the next step.", ScaleForm),
    "compromise": PartPage(
        "If somebody gets in", "Reach, containment, and who is told how soon.", CompromiseForm
    ),
    "conformance": PartPage(
        "How what runs fits the design", "Looked at once it is built.", ConformanceForm
    ),
}  # fmt: skip


def act_on(part: str, integration: Integration, form: Any, actor: User) -> Integration:
    """Do what the part's form asks for."""
    version = form.cleaned_data["version"]
    if part in parts.PARTS:
        return parts.change_part(integration, part, form.told(), actor=actor, version=version)
    if part == "ends":
        return linking.change_ends(integration, actor=actor, version=version, **form.told())
    if part == "reuse":
        told = form.told()
        return linking.decide_reuse(
            integration,
            result=told["reuse_result"],
            reason=told["reuse_reason"],
            reuses=told["reuses"],
            actor=actor,
            version=version,
        )
    rows = form.cleaned_data["rows"]
    if part == "dependencies":
        return parts.set_dependencies(integration, rows, actor=actor, version=version)
    acts: dict[str, Callable[..., Integration]] = {
        "fragility": parts.set_fragility,
        "artefacts": parts.set_artefacts,
        "debt": afterwards.set_pilot_debt,
    }
    has_none = form.cleaned_data["has_none"]
    return acts[part](integration, rows, has_none=has_none, actor=actor, version=version)
