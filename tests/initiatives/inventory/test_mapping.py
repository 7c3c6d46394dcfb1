"""A mapping is checked before any file is read by it; messages name the key and the way out."""

import pytest

from initiatives.inventory.mapping import OnRepeat, read_mapping
from initiatives.inventory.shipped import shipped_mappings
from people.errors import InvalidInput
from tests.initiatives.inventory.sample import MAPPING


def test_a_mapping_reads_as_written() -> None:
    mapping = read_mapping(MAPPING)

    assert mapping.name == "werke-2026"
    assert mapping.columns["title"] == ("Vorhaben",)
    assert mapping.columns["source_note"] == ("Nr.", "Anmerkung")
    assert mapping.values["stage"]["läuft"] == "operation"
    assert mapping.on_repeat is OnRepeat.REFUSE
    assert mapping.creates_units
    assert mapping.source_columns[0] == "Nr."


def test_a_stage_may_be_written_as_people_see_it() -> None:
    mapping = read_mapping(MAPPING.replace('"Idee" = "design"', '"Idee" = "Design"'))

    assert mapping.values["stage"]["idee"] == "design"


def test_every_shipped_mapping_is_good() -> None:
    assert "us-federal-2024" in shipped_mappings()


def swap(old: str, new: str) -> str:
    assert old in MAPPING
    return MAPPING.replace(old, new)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = werke", ["not valid TOML", "line 1"]),
        ("x" * 300_000, ["longer"]),
        (swap('name = "werke-2026"', ""), ["at name", "missing"]),
        (swap('name = "werke-2026"', "name = 7"), ["at name", "not a text"]),
        (swap('name = "werke-2026"', f'name = "{"w" * 61}"'), ["at name", "60"]),
        (swap("[columns]", "[colums]"), ["at colums", "Did you mean “columns”?"]),
        ("columns = 3", ["at columns", "not a table"]),
        (swap("title =", "titel ="), ["at columns.titel", "Did you mean “title”?", "Targets are"]),
        (swap('unit = "Werk"', ""), ["at columns.unit", "needs a unit"]),
        (swap('stage = "Stand"', 'stage = ["Stand", "Nr."]'), ["columns.stage", "one column"]),
        (swap('stage = "Stand"', "stage = [1]"), ["columns.stage", "list of texts"]),
        (swap('stage = "Stand"', "stage = []"), ["columns.stage", "names nothing"]),
        (swap('= "design"', '= "desing"'), ["values.stage", "“desing”", "Did you mean “design”?"]),
        (swap("[values.stage]", "[values.stag]"), ["values.stag", "Did you mean “stage”?"]),
        (swap("[values.stage]", "[values.started_on]"), ["values.started_on", "not translated"]),
        (swap('encoding = "utf-8"', 'encoding = "utf-9"'), ["at encoding", "“utf-9”", "cp1252"]),
        (swap('encoding = "utf-8"', 'encoding = "hex"'), ["at encoding", "“hex”"]),
        (swap('"%d.%m.%Y"', '"%d.%m."'), ["dates.formats", "no year"]),
        (swap('"%d.%m.%Y"', '"%Y-%Y"'), ["dates.formats", "reads no day"]),
        (swap('"%d.%m.%Y"', '"%Y-%Q"'), ["dates.formats", "reads no day"]),
        (f"{MAPPING}\nx = {'9' * 5000}", ["not valid TOML"]),
        (f"{MAPPING}\nx{'.x' * 101} = 1", ["too many dots"]),
        (swap('= "refuse"', '= "maybe"'), ["identity.on_repeat", "“maybe”", "number"]),
        (swap('columns = ["Nr."]\n', ""), ["identity.columns", "names nothing"]),
        (swap("create = true", 'create = "yes"'), ["units.create", "neither true nor false"]),
        (swap("[units]", 'delimiter = "|"\n[units]'), ["means nothing here"]),
        (f'delimiter = "|"\n{MAPPING}', ["at delimiter", "“|”", "semicolon"]),
        (f'{MAPPING}\n[defaults]\nstage = "soon"', ["defaults.stage", "“soon”"]),
        (f'{MAPPING}\n[defaults]\nlive_on = "soon"', ["defaults.live_on", "no day"]),
        (f'{MAPPING}\n[labels]\n"Anmerkun" = "Note"', ["labels.Anmerkun", "“Anmerkung”"]),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where_and_what_to_do(
    text: str, says: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_mapping(text)

    assert refusal.value.field == "mapping"
    assert refusal.value.way_out.endswith(".")
    for words in says:
        assert words in str(refusal.value)
