"""Whatever a file says: taken twice it changes nothing, and no row is lost silently."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from initiatives import events
from initiatives.models import Initiative, Milestone
from tests.initiatives.inventory.sample import MAPPING, as_csv, take

NUMBERED = MAPPING.replace('"refuse"', '"number"')
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=30
)
DAYS = st.one_of(
    st.dates().map(lambda day: f"{day.day}.{day.month}.{day.year:04}"),
    st.sampled_from(["", "k. A.", "TBD", "22-Nov", "31.2.2024"]),
)
ROW = st.tuples(
    st.sampled_from(["1", "2", "3", "", "—"]),
    TEXT,
    st.sampled_from(["Werk Nord", "werk nord ", "Werk Süd", ""]),
    TEXT,
    st.sampled_from(["Idee", "LÄUFT", "Beendet", "unbekannt", ""]),
    DAYS,
    DAYS,
    TEXT,
)


@pytest.mark.django_db
@settings(max_examples=60)
@given(rows=st.lists(ROW, min_size=1, max_size=8), anchor=st.sampled_from(string.ascii_letters))
def test_taken_twice_changes_nothing(rows: list[tuple[str, ...]], anchor: str) -> None:
    source = NUMBERED.replace("werke-2026", f"werke-{Initiative.objects.count()}-{anchor}")
    content = as_csv([*rows, ("99", "Anker", "Werk Nord", "Anker", "Idee", "", "", "")])
    first = take(content, source, only_good_rows=True)
    before = (list(Initiative.objects.values()), list(Milestone.objects.values()))
    count = AuditEvent.objects.count()

    second = take(content, source, only_good_rows=True)

    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    assert first.created + first.bad == len(rows) + 1 - blank
    bad_rows = {finding.row for finding in first.findings if finding.keeps_row_out}
    assert len(bad_rows) == first.bad
    assert (second.created, second.changed, second.unchanged) == (0, 0, first.created)
    assert (list(Initiative.objects.values()), list(Milestone.objects.values())) == before
    assert AuditEvent.objects.count() == count + 1
    assert AuditEvent.objects.latest("id").kind == events.INVENTORY_IMPORTED.code
