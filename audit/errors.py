"""Refusals of the record's own actions."""


class RecordRefusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something that will not be done to the record; the message says why and the way out."""
