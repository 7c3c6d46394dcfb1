"""Who may read the whole record and take it away."""

from people.errors import NotPermitted
from people.models import User
from people.permissions import Permission, may

_WAY_OUT = (
    "Each initiative's own history is open to whoever may see it. An administrator gives the role "
    "of auditor."
)


def refuse_all_but_readers(viewer: User) -> None:
    """Do nothing for people who may read the whole record.

    Raises:
        NotPermitted: the person may not.
    """
    if not may(viewer, Permission.RECORD_VIEW):
        raise NotPermitted(
            "The record of the whole organisation is for auditors.", way_out=_WAY_OUT
        )


def refuse_all_but_exporters(viewer: User) -> None:
    """Do nothing for people who may take the record away as a file.

    Raises:
        NotPermitted: the person may not.
    """
    if not may(viewer, Permission.RECORD_EXPORT):
        raise NotPermitted("Exports of the record are for auditors.", way_out=_WAY_OUT)
