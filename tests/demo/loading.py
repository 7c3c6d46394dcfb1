"""The command that loads the demo, as a test starts it."""

from io import StringIO

from django.core.management import call_command


def printed_by_load_demo(*options: str) -> str:
    """Load the demo; what the command printed."""
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()
