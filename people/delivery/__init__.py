"""Bringing waiting notices to people: when, on which way, each once."""

from people.delivery.run import deliver_due_notices

__all__ = ["deliver_due_notices"]
