"""What the likely cause is when a decision opens again; asked, never decided.

`REOPENING_CAUSES` in the settings names callables `(initiative) -> Mapping[kind, cause]`: what
other apps know of why a decision may open again. The first that knows one fills the form.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from initiatives.models import Initiative
from initiatives.vocabulary import ReopeningCause


def likely_causes(initiative: Initiative) -> dict[str, ReopeningCause]:
    """By kind of decision, where something points to one; a fixed number of queries."""
    found: dict[str, ReopeningCause] = {}
    for path in settings.REOPENING_CAUSES:
        for kind, cause in import_string(path)(initiative).items():
            found.setdefault(kind, cause)
    return found
