"""Real data that tests use and the project does not contain.

It lies beside the checkout in `shared/data/`, or where `JOINERY_SHARED_DATA` says.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OMB_NAME = "us-federal-2024.csv"


def shared_data_folder() -> Path:
    """Where the real data should be."""
    return Path(os.environ.get("JOINERY_SHARED_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def omb_file() -> Path:
    """The 2024 US federal AI use case inventory; its absence fails in CI only."""
    path = shared_data_folder() / OMB_NAME
    if path.exists():
        return path
    reason = f"{OMB_NAME} is not in {shared_data_folder()}; set JOINERY_SHARED_DATA."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
