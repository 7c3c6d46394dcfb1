"""Kinds of notices about integrations."""

from people.notice_kinds import notice_kind

AUTHORITY = notice_kind("design-authority", "You are asked to own a design, or hear the answer")
