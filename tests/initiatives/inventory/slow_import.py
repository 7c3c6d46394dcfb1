"""An import that says how far it is and then waits: `python -m …slow_import FILE MAPPING`."""

import sys
import time
from typing import Any

import django

WAITING = "in the middle"
AFTER_BATCHES = 2


def main() -> None:
    """Import in portions of one row, and stop to wait when two are written."""
    django.setup()
    from django.core.management import call_command

    from initiatives.inventory import actions, taking

    taking.BATCH = 1
    create, written = actions.create_initiatives, 0

    def create_and_wait(*args: Any) -> Any:
        nonlocal written
        made = create(*args)
        written += 1
        if written == AFTER_BATCHES:
            sys.stdout.write(f"{WAITING}\n")
            sys.stdout.flush()
            time.sleep(60)
        return made

    actions.create_initiatives = create_and_wait
    call_command("import_inventory", sys.argv[1], "--mapping", sys.argv[2])


if __name__ == "__main__":
    main()
