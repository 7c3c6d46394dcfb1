"""Background work of this app; each task looks in the database for what is due."""

import time

from celery import shared_task

from audit.actors import SystemActor
from vendors.actions.contact_links import send_wished_links
from vendors.actions.evidence_files import claim_file_to_scan, note_scan
from vendors.days import open_by_days
from vendors.uploads.scanning import Scan, Verdict, scan, scanning_is_configured
from vendors.uploads.storage import open_kept

SCANNER = SystemActor("upload scan")
MOST_SECONDS = 50.0  # less than the schedule's minute, so that runs do not pile up


@shared_task
def scan_uploads() -> int:
    """Have the configured program look through files that wait; how many were."""
    if not scanning_is_configured():
        return 0
    ends_at = time.monotonic() + MOST_SECONDS
    count = 0
    while time.monotonic() < ends_at:
        file = claim_file_to_scan()
        if file is None:
            break
        note_scan(file.pk, _look(file.storage_name), actor=SCANNER)
        count += 1
    return count


@shared_task
def send_links() -> int:
    """Send the sign-in links that contacts asked for; how many."""
    return send_wished_links()


@shared_task
def look_at_days() -> int:
    """Open scores where a contract has ended or a review is due; returns how many days."""
    return open_by_days()


def _look(storage_name: str) -> Scan:
    try:
        with open_kept(storage_name) as content:
            return scan(content)
    # Storages raise what their own libraries raise; the fault is kept and tried again.
    except Exception as error:  # noqa: BLE001
        return Scan(Verdict.FAULT, f"It could not be fetched ({type(error).__name__}).")
