"""The catalogue is DOMAIN 4's table."""

from governance.clarity.catalogue import AREAS, catalogue
from governance.clarity.profile import profile_of
from initiatives.models import Initiative
from initiatives.vocabulary import Stage

_IDS = {"DO": 7, "RB": 8, "EX": 6, "AR": 10, "GV": 8, "SU": 8}
_LEAVE_DESIGN = {
    "DO-1", "DO-2", "DO-4", "DO-6", "RB-1", "RB-6", "RB-7", "AR-1", "AR-2", "AR-3", "GV-7", "SU-8",
}  # fmt: skip


def test_it_has_the_47_fields_of_the_domain() -> None:
    wanted = [f"{area}-{n}" for area, most in _IDS.items() for n in range(1, most + 1)]

    assert [field.id for field in catalogue()] == wanted
    assert len(catalogue()) == 47
    assert list(catalogue().by_area) == list(AREAS)


def test_leaving_design_needs_twelve_of_them(initiative: Initiative) -> None:
    profile = profile_of(Initiative.objects.get(pk=initiative.pk))

    assert {field.id for field in catalogue() if field.need(Stage.DESIGN)} == _LEAVE_DESIGN
    # The standing session has begun with the initiative.
    assert {each.field.id for each in profile.needed} == _LEAVE_DESIGN - {"GV-7"}
