"""Whoever writes notices asks one place who sees what they tell of."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.behaviour("A28", "B61")
def test_no_teller_takes_being_active_for_seeing_it() -> None:
    """Somebody active may see nothing: without a role, or away from a restricted table."""
    tellers = {
        path: text
        for app in ("initiatives", "vendors", "architecture", "governance", "portfolio")
        for path in (ROOT / app).rglob("*.py")
        if "NoticeDraft" in (text := path.read_text()) or "write_notice" in text
    }
    assert len(tellers) > 8
    loose = [str(path.relative_to(ROOT)) for path in tellers if "is_active=True" in tellers[path]]
    assert not loose
