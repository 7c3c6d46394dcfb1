"""Kinds of notices of this app."""

from people.notice_kinds import notice_kind

INPUT_ANSWERED = notice_kind("design-input", "A design input of yours is answered")
