"""Prints every id of docs/behaviours.csv with the tests that prove it, then those without any."""

import csv
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


class MarkedTests:
    """Collects the tests of each behaviour id without running them."""

    def __init__(self) -> None:
        self.by_id: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note each collected test under the ids it carries."""
        for item in session.items:
            test = item.nodeid.split("[")[0]
            for mark in item.iter_markers("behaviour"):
                for behaviour in mark.args:
                    if test not in self.by_id[behaviour]:
                        self.by_id[behaviour].append(test)


def main() -> int:
    """0, or 1 when tests cannot be collected or one carries an id that the list does not know."""
    marked = MarkedTests()
    with redirect_stdout(StringIO()) as told:
        collected = pytest.main(["--collect-only", "-q", str(ROOT / "tests")], [marked])
    if collected != pytest.ExitCode.OK:
        print(told.getvalue())
        return 1
    with (ROOT / "docs" / "behaviours.csv").open(encoding="utf-8", newline="") as file:
        behaviours = list(csv.DictReader(file))
    without = []
    for row in behaviours:
        tests = marked.by_id.pop(row["id"], [])
        if not tests:
            without.append(row)
            continue
        print(f"{row['id']}  {row['behaviour']}")
        for test in tests:
            print(f"      {test}")
    print(f"\nWithout a test ({len(without)} of {len(behaviours)}):")
    for row in without:
        print(f"{row['id']}  {row['behaviour']}")
    for unknown in sorted(marked.by_id):
        print(f"Unknown id {unknown}: {', '.join(marked.by_id[unknown])}")
    return 1 if marked.by_id else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
