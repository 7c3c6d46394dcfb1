"""What somebody asks the map for: a lens, a way to group, and what to leave out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django import forms
from django.db import models
from django.utils.http import urlencode

from architecture.vocabulary import IntegrationStyle
from initiatives.vocabulary import Stage
from people.text import tidy

LONGEST = 120
# Links of work that is over are not on the map.
_STAGES = [(value, label) for value, label in Stage.choices if value != Stage.RETIRED]


class Lens(models.TextChoices):
    """Which links are looked at."""

    ALL = "all", "All links"
    TWINS = "twins", "Twins: the same link twice"
    POINT_TO_POINT = "point_to_point", "Point to point, database, files, screens"
    WRITES = "writes", "Write access"
    FRAGILE = "fragile", "Fragile links"
    SITES = "sites", "Across sites"
    SHOP_FLOOR = "shop_floor", "Between shop floor and office"


class Grouping(models.TextChoices):
    """What systems stand together by."""

    KIND = "kind", "Kind of system"
    SITE = "site", "Site"


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of one look at the map; what is empty leaves nothing out.

    Attributes:
        site: its key as text.
        system: the slug of a system; only its links and what they lead to are shown.
        initiative: the reference of an initiative; only its links are shown.
        words: what the name of a system contains.
    """

    lens: Lens = Lens.ALL
    by: Grouping = Grouping.KIND
    style: str = ""
    stage: str = ""
    site: str = ""
    system: str = ""
    initiative: str = ""
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether systems are left out of the picture."""
        return bool(self.site or self.system or self.initiative or self.words)

    def address(self, **changes: str) -> str:
        """The query part of the address that asks for this, with changes."""
        wanted = replace(self, **changes)  # type: ignore[arg-type]
        values = {
            "lens": "" if wanted.lens == Lens.ALL else wanted.lens,
            "by": "" if wanted.by == Grouping.KIND else wanted.by,
            "style": wanted.style,
            "stage": wanted.stage,
            "site": wanted.site,
            "system": wanted.system,
            "initiative": wanted.initiative,
            "q": wanted.words,
        }
        return urlencode({name: str(value) for name, value in values.items() if value})


def asked(params: Mapping[str, str]) -> Asked:
    """What the address asks for; what is not understood is left aside."""
    site = params.get("site", "")
    return Asked(
        lens=Lens(_known(Lens, params.get("lens", "")) or Lens.ALL),
        by=Grouping(_known(Grouping, params.get("by", "")) or Grouping.KIND),
        style=_known(IntegrationStyle, params.get("style", "")),
        stage=_known(Stage, params.get("stage", "")),
        site=site if site.isascii() and site.isdigit() else "",
        system=tidy(params.get("system", ""))[:LONGEST],
        initiative=tidy(params.get("initiative", ""))[:LONGEST],
        words=tidy(params.get("q", ""))[:LONGEST],
    )


def _known(choices: type[models.TextChoices], value: str) -> str:
    return value if value in choices.values else ""


class MapForm(forms.Form):
    """The choices over the map; sent with GET."""

    q = forms.CharField(label="System", required=False, max_length=LONGEST)
    lens = forms.ChoiceField(label="Look at", choices=Lens.choices, required=False)
    by = forms.ChoiceField(label="Stand together by", choices=Grouping.choices, required=False)
    site = forms.ChoiceField(label="Site", required=False)
    style = forms.ChoiceField(
        label="Style", choices=[("", "All styles"), *IntegrationStyle.choices], required=False
    )
    stage = forms.ChoiceField(label="Stage", choices=[("", "All stages"), *_STAGES], required=False)
    system = forms.CharField(required=False, widget=forms.HiddenInput)
    initiative = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, wanted: Asked, sites: list[tuple[str, str]]) -> None:
        super().__init__(
            initial={
                "q": wanted.words,
                "lens": wanted.lens,
                "by": wanted.by,
                "site": wanted.site,
                "style": wanted.style,
                "stage": wanted.stage,
                "system": wanted.system,
                "initiative": wanted.initiative,
            }
        )
        site: forms.ChoiceField = self.fields["site"]  # type: ignore[assignment]
        site.choices = [("", "All sites"), *sites]
        for name in ("system", "initiative"):
            if not self.initial[name]:
                del self.fields[name]
