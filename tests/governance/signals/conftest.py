"""The inventory that all detectors look at."""

from tests.shared_data import omb_file

__all__ = ["omb_file"]
