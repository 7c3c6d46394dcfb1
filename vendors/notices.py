"""Kinds of notices of this app."""

from people.notice_kinds import notice_kind

CRITERIA = notice_kind("vendor-criteria", "Your side is asked for its criteria")
CHOICE = notice_kind("vendor-choice", "A choice is recorded, and your side's view is asked")
TRIGGER = notice_kind("vendor-change", "Something changed at a vendor, and scores are open again")
